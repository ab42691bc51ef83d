import { memo, useState, type CSSProperties, type ReactNode } from 'react'
import { approximateCount } from '@shared/redis/count'
import { LAB_PREFIX, type StreamRef } from '@shared/model/stream-ref'
import { TAPE_LENGTH, type StreamState } from '@shared/model/stream-state'
import { selectCellSize, selectTape, type TapeCell } from '@shared/model/select-tape'
import { selectUndelivered } from '@shared/model/select-undelivered'
import { formatCount, formatRate } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { FactValue } from '../../ui/fact-value'
import { EntryIdText, Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { tip } from '../../ui/tooltip'
import { StreamFaultsMenu } from '../faults'
import { useAnchor } from './motion/anchors'
import { RovingCells } from './roving-cells'
import { sampleRate } from './sample-rate'
import styles from './stream-tape.module.css'
import { TapeCursors } from './tape-cursors'

const STATE_WORDS = {
  unowned: 'pending without an owner', idle: 'pending and late', redelivered: 'pending, delivered again', pending: 'pending', undelivered: 'undelivered',
  unknown: 'delivered; pending or settled is not known: the pending list is longer than what is read here', settled: 'settled'
} as const

function cellTip(cell: TapeCell): string {
  if (cell.kind === 'span') return `${formatCount(cell.entries)} entries, ${cell.undelivered === 0 ? 'delivered to every group' : `${formatCount(cell.undelivered)} undelivered to the furthest group`}`
  return `${cell.id}\n${STATE_WORDS[cell.state]}${cell.group === undefined ? '' : ` in ${nameToText(cell.group)}`}`
}

function Cell({ cell, first, stream }: { cell: TapeCell; first: boolean; stream: StreamRef }): ReactNode {
  if (cell.kind === 'span') {
    const state = cell.undelivered === 0 ? 'settled' : 'undelivered'
    return <span className={styles.cell} data-state={state} data-span style={{ '--fill': `${Math.round((cell.undelivered / cell.entries) * 100)}%` } as CSSProperties} {...tip(cellTip(cell))} />
  }
  return (
    <button
      type="button" data-cell className={styles.cell} data-state={cell.state} tabIndex={first ? 0 : -1} aria-label={cellTip(cell)} {...tip(cellTip(cell))}
      style={cell.state === 'idle' ? { '--fill': `${Math.round((cell.fill ?? 1) * 100)}%` } as CSSProperties : undefined}
      onClick={() => select({ kind: 'entry', stream, id: cell.id })}
    />
  )
}

/** The newest part of the stream, newest right, with every group's cursor on it. */
export const StreamTape = memo(function StreamTape({ stream, idleSetting }: { stream: StreamState; idleSetting: number }): ReactNode {
  const now = useNow(1000)
  const newest = useAnchor('tape')
  const [perCell, setPerCell] = useState(1)
  const reading = stream.lastPresent
  const perSecond = sampleRate(stream.samples, (sample) => sample.added)
  const behind = reading === undefined ? [] : stream.groups.flatMap(({ facts, vanishedAt }) => {
    const fact = facts === undefined || vanishedAt !== undefined ? undefined : selectUndelivered(reading, facts)
    return fact?.known === true ? [approximateCount(fact.value)] : []
  })
  const wanted = selectCellSize({ perSecond: perSecond ?? 0, smallestUndelivered: behind.length === 0 ? 0 : Math.min(...behind), previous: perCell })
  if (wanted !== perCell) setPerCell(wanted)
  if (reading === undefined) return <section className={styles.tape} aria-label="Stream" />

  const tape = selectTape(reading, stream.groups, { perCell, idleSetting, now: Math.max(now, reading.at) })
  const empty = TAPE_LENGTH - tape.cells.length
  const title = stream.ref.key.startsWith(LAB_PREFIX) ? stream.ref.key.slice(LAB_PREFIX.length) : stream.ref.key
  return (
    <section className={styles.tape} aria-label="Stream">
      <header className={styles.head}>
        <h2 {...tip(nameToText(stream.ref.key))}><Name name={title} limit={60} /></h2>
        <span><b>{formatCount(reading.length)}</b> {reading.length === 1 ? 'entry' : 'entries'}</span>
        <span><b><FactValue fact={reading.entriesAdded} format={formatCount} /></b> ever added</span>
        <span>newest {reading.tail[0] === undefined ? (reading.length === 0 ? 'none' : 'unknown') : <EntryIdText id={reading.tail[0]} />}</span>
        {perSecond !== undefined && <span><b>{formatRate(perSecond)}</b> /s</span>}
        <span className={styles.detail}>{tape.perCell === 1 ? '1 cell = 1 entry' : `1 cell = ${formatCount(tape.perCell)} entries`}</span>
        <StreamFaultsMenu stream={stream.ref} />
      </header>
      {[reading.sparing, reading.refused].map((why) => why !== undefined && <p key={why} className={styles.sparing}>{why}</p>)}
      <RovingCells label="Newest entries, oldest first" className={styles.cells}>
        {Array.from({ length: empty }, (_, index) => <i key={`empty-${index}`} className={styles.none} />)}
        {tape.cells.map((cell, index) => <Cell key={empty + index} cell={cell} first={index === tape.cells.length - 1} stream={stream.ref} />)}
        <i ref={newest} className={styles.end} />
      </RovingCells>
      <TapeCursors cursors={tape.cursors} empty={empty} stream={stream.ref} />
    </section>
  )
})
