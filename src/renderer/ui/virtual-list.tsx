import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
import { joinClasses } from '../lib/join-classes'
import { useStableCallback } from '../lib/use-stable-callback'
import styles from './virtual-list.module.css'

export interface VirtualListHandle {
  scrollToIndex(index: number, align?: 'start' | 'center' | 'end' | 'auto'): void
  focus(): void
}

export interface VirtualListProps {
  count: number
  /** Pixels before scaling. All rows are of one height. */
  rowHeight?: number
  renderRow: (index: number) => ReactNode
  /** Keeps a row's identity when the list grows at its start. */
  keyOf?: (index: number) => string | number
  label: string
  role?: 'list' | 'listbox' | 'rowgroup' | 'log'
  /** Role of each row, e.g. `row`. Default `listitem`. */
  rowRole?: 'listitem' | 'option' | 'row' | 'none'
  /** Rows in sight, inclusive, whenever that changes; not called while there are none. */
  onRange?: (first: number, last: number) => void
  /** Keeps the end in sight while the person is there. */
  stickToEnd?: boolean
  handle?: Ref<VirtualListHandle>
  className?: string | undefined
}

const ROW = 31

function useScale(): number {
  const scale = typeof document === 'undefined' ? 1 : Number(getComputedStyle(document.documentElement).getPropertyValue('--scale'))
  return Number.isFinite(scale) && scale > 0 ? scale : 1
}

/** Rows by index, of which only those in sight exist. */
export function VirtualList({ count, rowHeight = ROW, renderRow, keyOf, label, role = 'list', rowRole = 'listitem', onRange, stickToEnd = false, handle, className }: VirtualListProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const height = Math.round(rowHeight * useScale())
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
    ...(keyOf !== undefined && { getItemKey: keyOf })
  })
  useEffect(() => virtualizer.measure(), [virtualizer, height])

  useImperativeHandle(handle, () => ({
    scrollToIndex: (index, align = 'auto') => virtualizer.scrollToIndex(index, { align }),
    focus: () => box.current?.focus()
  }), [virtualizer])

  const atEnd = useRef(true)
  useEffect(() => {
    if (stickToEnd && atEnd.current && count > 0) virtualizer.scrollToIndex(count - 1, { align: 'end' })
  }, [stickToEnd, count, virtualizer])

  const range = virtualizer.range
  const first = range?.startIndex
  const last = range?.endIndex
  const tellRange = useStableCallback((from: number, to: number) => onRange?.(from, to))
  useEffect(() => {
    if (first !== undefined && last !== undefined && count > 0) tellRange(first, last)
  }, [first, last, count, tellRange])

  return (
    <div
      ref={box}
      className={joinClasses(styles.box, className)}
      role={role}
      aria-label={label}
      // Scrolling by keyboard needs focus (WCAG 2.1.1).
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < height
      }}
    >
      <div role="presentation" className={styles.sheet} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => (
          <div key={item.key} role={rowRole} aria-posinset={rowRole === 'listitem' || rowRole === 'option' ? item.index + 1 : undefined} aria-setsize={rowRole === 'listitem' || rowRole === 'option' ? count : undefined} className={styles.row} style={{ height, transform: `translateY(${item.start}px)` }}>
            {renderRow(item.index)}
          </div>
        ))}
      </div>
    </div>
  )
}
