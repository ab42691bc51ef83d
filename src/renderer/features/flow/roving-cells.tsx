import type { KeyboardEvent, ReactNode } from 'react'

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }

/** Moves focus among the buttons inside with the arrow keys, Home and End: a grid of cells is one tab stop. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const cells = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button[data-cell]')]
  const at = cells.findIndex((cell) => cell === document.activeElement)
  const step = STEPS[event.key]
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? cells.length - 1 : step === undefined || at < 0 ? undefined : Math.max(0, Math.min(cells.length - 1, at + step))
  const target = next === undefined ? undefined : cells[next]
  if (target === undefined) return
  event.preventDefault()
  for (const cell of cells) cell.tabIndex = cell === target ? 0 : -1
  target.focus()
}

/** A strip or grid of small buttons with `data-cell`; the first has tabIndex 0, the rest -1. */
export function RovingCells({ label, className, children }: { label: string; className?: string | undefined; children: ReactNode }): ReactNode {
  return <div role="toolbar" tabIndex={-1} aria-label={label} className={className} onKeyDown={moveFocus}>{children}</div>
}
