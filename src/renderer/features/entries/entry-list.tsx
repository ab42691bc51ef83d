import type { Entry } from '@shared/redis/entry'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import { useStableCallback } from '../../lib/use-stable-callback'
import { nameToText } from '../../ui/name-parts'
import { tip } from '../../ui/tooltip'
import type { Landing } from './entries-feed'
import styles from './entry-list.module.css'
import { EntryRow } from './entry-row'
import { indexOfEntry } from './entry-window'
import { MARKS_SHOWN, type MarkedGroup } from './group-marks'
import { useRowHeight } from './use-row-height'

export interface EntryListProps {
  rows: readonly Entry[]
  groups: readonly MarkedGroup[]
  lastGeneratedId: EntryId | undefined
  /** Oldest id of the stream now; rows below it are gone. */
  firstId: EntryId | undefined
  /** Rows newer than this came while watching. */
  freshAfter: EntryId | undefined
  /** The newest row stays in sight. */
  pinned: boolean
  activeId: EntryId | undefined
  selectedId: EntryId | undefined
  /** Where the last jump came to: brought into sight once. */
  landing: Landing | undefined
  /** What stands after the last row. */
  foot: ReactNode
  onActive: (id: EntryId) => void
  onOpen: (entry: Entry) => void
  onPublishAgain: (entry: Entry) => void
  onScrolledAway: () => void
  onRange: (first: number, last: number) => void
  onHome: () => void
  onEnd: () => void
}

const ROW_HEIGHT = 31
const rowId = (id: EntryId): string => `entry-${id}`

/** Entries newest first, of which only those in sight are in the page. Rows keep their place when others come or go above. */
export function EntryList(props: EntryListProps): ReactNode {
  const { rows, groups, pinned, activeId, landing } = props
  const box = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLDivElement>(null)
  const height = useRowHeight(probe, ROW_HEIGHT)
  const virtualizer = useVirtualizer({
    count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 10, getItemKey: (index) => rows[index]?.id ?? index,
    // The first pass draws rows for a likely size, rather than none.
    initialRect: { width: 900, height: 620 }
  })
  useEffect(() => virtualizer.measure(), [virtualizer, height])

  // The row at the top edge, so that pages added or dropped above it do not move what is being read.
  const anchor = useRef<{ id: EntryId; offset: number }>(undefined)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    if (pinned) element.scrollTop = 0
    else if (anchor.current !== undefined) element.scrollTop = indexOfEntry(rows, anchor.current.id) * height + anchor.current.offset
  }, [rows, pinned, height])

  const noteScroll = (element: HTMLElement): void => {
    const index = Math.floor(element.scrollTop / height)
    const row = rows[index]
    anchor.current = row === undefined ? undefined : { id: row.id, offset: element.scrollTop - index * height }
    if (pinned && element.scrollTop > height) props.onScrolledAway()
  }

  const landed = useRef<Landing>(undefined)
  useLayoutEffect(() => {
    if (landing?.id === undefined || landing === landed.current) return
    landed.current = landing
    virtualizer.scrollToIndex(Math.min(indexOfEntry(rows, landing.id), rows.length - 1), { align: 'center' })
  }, [landing, rows, virtualizer])

  const range = virtualizer.range
  const [first, last] = [range?.startIndex, range?.endIndex]
  const tellRange = useStableCallback(props.onRange)
  useEffect(() => {
    if (first !== undefined && last !== undefined && rows.length > 0) tellRange(first, last)
  }, [first, last, rows, tellRange])

  const activeIndex = activeId === undefined ? -1 : rows.findIndex((row) => row.id === activeId)
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to))
    const row = rows[index]
    if (row === undefined) return
    if (index > 0) props.onScrolledAway()
    props.onActive(row.id)
    virtualizer.scrollToIndex(index, { align: 'auto' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, (last ?? 0) - (first ?? 0) - 1)
    const from = activeIndex === -1 ? (first ?? 0) - 1 : activeIndex
    const active = rows[activeIndex]
    switch (event.key) {
      case 'ArrowDown': move(from + 1); break
      case 'ArrowUp': move(from - 1); break
      case 'PageDown': move(from + page); break
      case 'PageUp': move(from - page); break
      case 'Home': props.onHome(); break
      case 'End': props.onEnd(); break
      case 'Enter': if (active !== undefined) props.onOpen(active); break
      default: return
    }
    event.preventDefault()
  }

  const marksWidth = groups.length === 0 ? '8px' : `calc(${Math.max(56, 17 * Math.min(groups.length, MARKS_SHOWN) + (groups.length > MARKS_SHOWN ? 24 : 0))}px * var(--scale))`
  return (
    <div
      className={styles.grid} style={{ '--marks': marksWidth } as CSSProperties} role="grid" tabIndex={0} aria-rowcount={-1}
      aria-label="Entries, newest first. Arrow keys move, Enter opens, Home and End go to the ends of the stream."
      aria-activedescendant={activeIndex === -1 || activeId === undefined ? undefined : rowId(activeId)} onKeyDown={onKeyDown}
    >
      <div role="row" className={styles.head}>
        <span role="columnheader">entry id</span>
        <span role="columnheader" {...tip('The clock that made the id: the server’s, or that of whoever chose it.')}>time by id</span>
        <span role="columnheader" {...tip(groups.map((group) => nameToText(group.facts.name, 60)).join('\n'))}>{groups.length > 0 && 'groups'}</span>
        <span role="columnheader">fields, in order</span>
        <span role="columnheader">size</span>
        <span role="columnheader"><span className="visually-hidden">actions</span></span>
      </div>
      <div ref={box} className={styles.scroll} role="rowgroup" onScroll={(event) => noteScroll(event.currentTarget)}>
        <div ref={probe} aria-hidden style={{ position: 'absolute', visibility: 'hidden', height: 'var(--row)' }} />
        <div className={styles.sheet} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const entry = rows[item.index]
            if (entry === undefined) return undefined
            return (
              <div key={item.key} id={rowId(entry.id)} role="row" aria-selected={entry.id === props.selectedId} className={styles.slot} style={{ height, transform: `translateY(${item.start}px)` }}>
                <EntryRow
                  entry={entry} groups={groups} lastGeneratedId={props.lastGeneratedId}
                  isActive={entry.id === activeId} isSelected={entry.id === props.selectedId}
                  isFresh={props.freshAfter !== undefined && compareEntryIds(entry.id, props.freshAfter) > 0}
                  isGone={props.firstId !== undefined && compareEntryIds(entry.id, props.firstId) < 0}
                  onOpen={props.onOpen} onPublishAgain={props.onPublishAgain}
                />
              </div>
            )
          })}
        </div>
        <div className={styles.edge}>{props.foot}</div>
      </div>
    </div>
  )
}
