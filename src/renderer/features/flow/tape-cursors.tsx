import type { CSSProperties, ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import type { TapeCursor } from '@shared/model/select-tape'
import { TAPE_LENGTH } from '@shared/model/stream-state'
import { formatCount } from '../../lib/format-count'
import { select } from '../../store/view-store'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { tip } from '../../ui/tooltip'
import { arrangeCursors, CURSORS_NAMED } from './arrange-cursors'
import { useAnchor } from './motion/anchors'
import styles from './tape-cursors.module.css'

function lagText({ undelivered }: TapeCursor): string {
  return undelivered.known ? `lag ${formatCount(undelivered.value)}` : 'lag unknown'
}

function Label({ cursor, stream, before }: { cursor: TapeCursor; stream: StreamRef; before?: boolean }): ReactNode {
  return (
    <button
      type="button" tabIndex={-1} className={styles.label} data-behind={before || undefined}
      {...tip(`${nameToText(cursor.group)} has been given everything up to here. ${cursor.undelivered.known ? lagText(cursor) : `Lag unknown: ${cursor.undelivered.why}`}`)}
      onClick={() => select({ kind: 'group', stream, group: cursor.group })}
    >
      {before === true && '◂ '}<Name name={cursor.group} limit={28} />{before === true && `, ${lagText(cursor)}`}
    </button>
  )
}

/** Where entries leave the tape for a group. */
function Exit({ group }: { group: string }): ReactNode {
  return <i ref={useAnchor('cursor', group)} className={styles.exit} />
}

/** Where each group has read to. Groups further back than the tape stand at its left end with their lag. */
export function TapeCursors({ cursors, empty, stream }: { cursors: readonly TapeCursor[]; empty: number; stream: StreamRef }): ReactNode {
  const { stops, rows } = arrangeCursors(cursors, empty, TAPE_LENGTH)
  const before = cursors.filter((cursor) => cursor.position === undefined)
  return (
    <div className={styles.cursors} style={{ '--rows': Math.max(rows, Math.min(CURSORS_NAMED + 1, before.length)) } as CSSProperties}>
      {before.length > 0 && (
        <div className={styles.before}>
          {before.map(({ group }) => <Exit key={group} group={group} />)}
          {before.slice(0, CURSORS_NAMED).map((cursor) => <Label key={cursor.group} cursor={cursor} stream={stream} before />)}
          {before.length > CURSORS_NAMED && <span className={styles.more}>+{before.length - CURSORS_NAMED} more further back</span>}
        </div>
      )}
      {stops.map((stop, index) => (
        <div key={index} className={styles.stop} data-side={stop.side} style={{ '--at': `${((stop.position / TAPE_LENGTH) * 100).toFixed(2)}%`, '--row': stop.row } as CSSProperties}>
          {stop.cursors.map(({ group }) => <Exit key={group} group={group} />)}
          {stop.cursors.slice(0, CURSORS_NAMED).map((cursor) => <Label key={cursor.group} cursor={cursor} stream={stream} />)}
          {stop.cursors.length > CURSORS_NAMED && <span className={styles.more}>+{stop.cursors.length - CURSORS_NAMED} more</span>}
        </div>
      ))}
    </div>
  )
}
