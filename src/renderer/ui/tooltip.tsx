import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import styles from './tooltip.module.css'

/** Props that give an element a tooltip: one attribute, so that thousands of cells can have one. Lines break at newlines. */
export function tip(text: string | undefined): { 'data-tip'?: string } {
  return text === undefined || text === '' ? {} : { 'data-tip': text }
}

const DELAY_MS = 350
const GAP = 6

interface Shown {
  target: Element
  text: string
}

function findTarget(event: Event): Element | undefined {
  return event.target instanceof Element ? (event.target.closest('[data-tip]') ?? undefined) : undefined
}

/** Watches for `data-tip` on the whole page. The tooltip can be hovered, stays until left, and goes with Escape (WCAG 1.4.13). */
function useShownTip(box: { current: HTMLElement | null }): Shown | undefined {
  const [shown, setShown] = useState<Shown>()
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | undefined
    const later = (ms: number, next: Shown | undefined): void => {
      clearTimeout(due)
      due = setTimeout(() => setShown(next), ms)
    }
    const enter = (event: Event): void => {
      if (event.target instanceof Node && box.current?.contains(event.target)) return clearTimeout(due)
      const target = findTarget(event)
      const text = target?.getAttribute('data-tip') ?? ''
      if (target === undefined || text === '') later(80, undefined)
      else later(event.type === 'focusin' ? 0 : DELAY_MS, { target, text })
    }
    const focus = (event: Event): void => {
      if (findTarget(event)?.matches(':focus-visible') === true) enter(event)
      else later(0, undefined)
    }
    const leave = (): void => later(0, undefined)
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') leave()
    }
    document.addEventListener('pointerover', enter)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', leave)
    document.addEventListener('pointerdown', leave)
    document.addEventListener('keydown', escape)
    return () => {
      clearTimeout(due)
      document.removeEventListener('pointerover', enter)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('focusout', leave)
      document.removeEventListener('pointerdown', leave)
      document.removeEventListener('keydown', escape)
    }
  }, [box])
  return shown
}

/** Draws the tooltips of the page. Mounted once by the app. */
export function TooltipLayer(): React.ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const shown = useShownTip(box)
  const id = useId()

  useLayoutEffect(() => {
    const target = shown?.target
    const element = box.current
    if (target === undefined || element === null) return
    const at = target.getBoundingClientRect()
    const own = element.getBoundingClientRect()
    const below = at.bottom + GAP + own.height <= window.innerHeight
    element.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - own.height)}px`
    element.style.left = `${Math.max(GAP, Math.min(at.left + at.width / 2 - own.width / 2, window.innerWidth - own.width - GAP))}px`
    if (target.hasAttribute('aria-describedby')) return
    target.setAttribute('aria-describedby', id)
    return () => target.removeAttribute('aria-describedby')
  }, [shown, id])

  if (shown === undefined || !shown.target.isConnected) return undefined
  return createPortal(<div ref={box} id={id} role="tooltip" className={styles.tooltip}>{shown.text}</div>, document.body)
}
