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

/** Before the pointer was anywhere, and while it is over the tooltip itself. */
const NOWHERE = Symbol('nowhere')

function isInside(element: HTMLElement | null, { clientX, clientY }: PointerEvent): boolean {
  const box = element?.getBoundingClientRect()
  return box !== undefined && clientX >= box.left && clientX < box.right && clientY >= box.top && clientY < box.bottom
}

function findTarget(event: Event): Element | undefined {
  return event.target instanceof Element ? (event.target.closest('[data-tip]') ?? undefined) : undefined
}

/**
 * Watches for `data-tip` on the whole page. The tooltip can be hovered, stays until left, and goes with Escape (WCAG 1.4.13). It takes no pointer
 * events, so that a button beneath it can be pressed: whether it is hovered is told by where the pointer is.
 */
function useShownTip(box: { current: HTMLElement | null }): Shown | undefined {
  const [shown, setShown] = useState<Shown>()
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | undefined
    /** What was last pointed at: each of its many moves asks for nothing new. */
    let pointed: Element | undefined | typeof NOWHERE = NOWHERE
    const later = (ms: number, next: Shown | undefined): void => {
      clearTimeout(due)
      due = setTimeout(() => setShown(next), ms)
    }
    const read = (event: Event): Shown | undefined => {
      const target = findTarget(event)
      const text = target?.getAttribute('data-tip') ?? ''
      return target === undefined || text === '' ? undefined : { target, text }
    }
    const point = (event: PointerEvent): void => {
      if (isInside(box.current, event)) {
        pointed = NOWHERE
        return clearTimeout(due)
      }
      const next = read(event)
      if (next?.target === pointed) return
      pointed = next?.target
      later(next === undefined ? 80 : DELAY_MS, next)
    }
    const focus = (event: Event): void => later(0, findTarget(event)?.matches(':focus-visible') === true ? read(event) : undefined)
    const leave = (): void => later(0, undefined)
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') leave()
    }
    document.addEventListener('pointerover', point)
    document.addEventListener('pointermove', point)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', leave)
    document.addEventListener('pointerdown', leave)
    document.addEventListener('keydown', escape)
    return () => {
      clearTimeout(due)
      document.removeEventListener('pointerover', point)
      document.removeEventListener('pointermove', point)
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
