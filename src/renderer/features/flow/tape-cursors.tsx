import type { CSSProperties, ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import type { TapeCursor } from '@shared/model/select-tape'
import { TAPE_LENGTH } from '@shared/model/stream-state'
import { formatCount } from '../../lib/format-count'
import { select } from '../../store/view-store'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { tip } from '../../ui/tooltip'
import { useAnchor } from './motion/anchors'
import styles from './tape-cursors.module.css'

/** Cursors as close as this, in cells, share one line and one label. */
const TOGETHER = 2
/** Labels beyond this in one place are counted. */
const NAMED = 3

interface Stop {
  position: number
  cursors: TapeCursor[]
}

function gatherStops(cursors: readonly TapeCursor[], empty: number): Stop[] {
  const placed = cursors.flatMap((cursor) => (cursor.position === undefined ? [] : [{ at: empty + cursor.position, cursor }])).sort((a, b) => b.at - a.at)
  const stops: Stop[] = []
  for (const { at, cursor } of placed) {
    const last = stops.at(-1)
    if (last !== undefined && last.position - at <= TOGETHER) last.cursors.push(cursor)
    else stops.push({ position: at, cursors: [cursor] })
  }
  return stops
}

function lagText({ undelivered }: TapeCursor): string {
  return undelivered.known ? `lag ${formatCount(undelivered.value)}` : 'lag unknown'
}

function Label({ cursor, stream, before }: { cursor: TapeCursor; stream: StreamRef; before?: boolean }): ReactNode {
  const anchor = useAnchor('cursor', cursor.group)
  return (
    <button
      ref={anchor} type="button" tabIndex={-1} className={styles.label} data-behind={before || undefined}
      {...tip(`${nameToText(cursor.group)} has been given everything up to here. ${cursor.undelivered.known ? lagText(cursor) : `Lag unknown: ${cursor.undelivered.why}`}`)}
      onClick={() => select({ kind: 'group', stream, group: cursor.group })}
    >
      {before === true && '◂ '}<Name name={cursor.group} limit={28} />{before === true && `, ${lagText(cursor)}`}
    </button>
  )
}

/** Where each group has read to. Labels stack; groups further back than the tape stand at its left end with their lag. */
export function TapeCursors({ cursors, empty, stream }: { cursors: readonly TapeCursor[]; empty: number; stream: StreamRef }): ReactNode {
  const stops = gatherStops(cursors, empty)
  const before = cursors.filter((cursor) => cursor.position === undefined)
  const rows = Math.min(NAMED + 1, Math.max(1, before.length, ...stops.map((stop) => stop.cursors.length)))
  return (
    <div className={styles.cursors} style={{ '--rows': rows } as CSSProperties}>
      {before.length > 0 && (
        <div className={styles.before}>
          {before.slice(0, NAMED).map((cursor) => <Label key={cursor.group} cursor={cursor} stream={stream} before />)}
          {before.length > NAMED && <span className={styles.more}>+{before.length - NAMED} more further back</span>}
        </div>
      )}
      {stops.map((stop, index) => {
        const share = stop.position / TAPE_LENGTH
        return (
          <div key={index} className={styles.stop} data-side={share > 0.5 ? 'left' : 'right'} style={{ '--at': `${(share * 100).toFixed(2)}%` } as CSSProperties}>
            {stop.cursors.slice(0, NAMED).map((cursor) => <Label key={cursor.group} cursor={cursor} stream={stream} />)}
            {stop.cursors.length > NAMED && <span className={styles.more}>+{stop.cursors.length - NAMED} more</span>}
          </div>
        )
      })}
    </div>
  )
}
