import { useLayoutEffect, useRef, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react'

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }

function cellsOf(strip: HTMLElement): HTMLButtonElement[] {
  return [...strip.querySelectorAll<HTMLButtonElement>('button[data-cell]')]
}

function focusCell(cells: readonly HTMLButtonElement[], target: HTMLButtonElement): void {
  for (const cell of cells) cell.tabIndex = cell === target ? 0 : -1
  target.focus()
}

/** Moves focus among the buttons inside with the arrow keys, Home and End: a grid of cells is one tab stop. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const cells = cellsOf(event.currentTarget)
  const at = cells.findIndex((cell) => cell === document.activeElement)
  const step = STEPS[event.key]
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? cells.length - 1 : step === undefined || at < 0 ? undefined : Math.max(0, Math.min(cells.length - 1, at + step))
  const target = next === undefined ? undefined : cells[next]
  if (target === undefined) return
  event.preventDefault()
  focusCell(cells, target)
}

/**
 * A strip or grid of small buttons with `data-cell`; the first has tabIndex 0, the rest -1. Cells come and go with what the
 * server answers: when the one with the focus goes, the focus moves to its neighbour, or to the strip when it was the last,
 * so that nobody who works by keyboard is thrown out to the page.
 */
export function RovingCells({ label, className, children }: { label: string; className?: string | undefined; children: ReactNode }): ReactNode {
  const strip = useRef<HTMLDivElement>(null)
  /** The cell that had the focus when it was last seen here. */
  const focusedAt = useRef<number>(undefined)

  useLayoutEffect(() => {
    if (strip.current === null) return
    const cells = cellsOf(strip.current)
    if (cells.length > 0 && !cells.some((cell) => cell.tabIndex === 0)) (cells[0] as HTMLButtonElement).tabIndex = 0
    if (focusedAt.current === undefined || document.activeElement !== document.body) return
    const neighbour = cells[Math.min(focusedAt.current, cells.length - 1)]
    if (neighbour === undefined) strip.current.focus()
    else focusCell(cells, neighbour)
  })

  function noteFocus(event: FocusEvent<HTMLDivElement>): void {
    focusedAt.current = Math.max(0, cellsOf(event.currentTarget).findIndex((cell) => cell === document.activeElement))
  }

  /** Not when the cell is being removed: then the focus did not leave, it was lost. */
  function noteBlur({ target }: FocusEvent<HTMLDivElement>): void {
    queueMicrotask(() => {
      if (target.isConnected && !(strip.current?.contains(document.activeElement) ?? false)) focusedAt.current = undefined
    })
  }

  return <div ref={strip} role="toolbar" tabIndex={-1} aria-label={label} className={className} onKeyDown={moveFocus} onFocus={noteFocus} onBlur={noteBlur}>{children}</div>
}
