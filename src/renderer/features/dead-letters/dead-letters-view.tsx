import { useMemo, type ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { findBurials } from '@shared/metrics/letter-streams'
import { fromStreamId, toStreamId, type StreamId, type StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { useSettings } from '../../store/settings-store'
import { useView } from '../../store/view-store'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import { EmptyState } from '../../ui/empty-state'
import { Name } from '../../ui/name'
import { Select } from '../../ui/select'
import styles from './dead-letters.module.css'
import { listDeadLetterKeys, type LettersRoute } from './dead-letter-keys'
import { LettersBoard } from './letters-board'
import { setLettersView, useLettersView } from './letters-store'

/** The dead letters of the stream looked at: read, corrected, and sent back where they came from. */
export function DeadLettersView(): ReactNode {
  const looked = useView((view) => view.stream)
  const chosen = useLettersView((view) => view.chosen)
  const streams = useWorkbench((state) => state.streams)
  const said = useSettings(({ settings }) => settings.letterStreams)
  const routes = useWorkbenchStore(useShallow((store) => (looked === undefined ? [] : findBurials(store.workbench).flatMap(({ from, to }) => [from, to]))))
  const keys = useMemo(() => (looked === undefined ? [] : listDeadLetterKeys(looked, Object.values(streams).map(({ ref }) => ref), toRoutes(routes, looked.connection), said)), [looked, streams, routes, said])
  const of = looked === undefined ? undefined : toStreamId(looked)
  const key = chosen !== undefined && chosen.of === of ? chosen.key : keys[0]
  const connection = looked?.connection
  const stream = useMemo((): StreamRef | undefined => (connection === undefined || key === undefined ? undefined : { connection, key }), [connection, key])
  if (stream === undefined || of === undefined) {
    return (
      <section className={styles.view} aria-label="Dead letters">
        <header className={styles.head}><h2>Dead letters</h2></header>
        <EmptyState title="No stream is chosen">Choose a stream at the top: its dead letters are those of the stream with :dlq after its name, or of itself.</EmptyState>
      </section>
    )
  }
  return <LettersBoard key={toStreamId(stream)} stream={stream} picker={<KeyPicker keys={keys} value={stream.key} onChange={(next) => setLettersView({ chosen: { of, key: next } })} />} />
}

/** Pairs of stream ids as routes of one connection. Flat, so that equal ones are one value to React. */
function toRoutes(ids: readonly StreamId[], connection: string): LettersRoute[] {
  const refs = ids.map(fromStreamId)
  return refs.flatMap((from, at): LettersRoute[] => {
    const to = refs[at + 1]
    return at % 2 === 0 && to !== undefined && from.connection === connection ? [{ from: from.key, to: to.key }] : []
  })
}

function KeyPicker({ keys, value, onChange }: { keys: readonly ByteText[]; value: ByteText; onChange: (key: ByteText) => void }): ReactNode {
  return <div className={styles.picker}><Select label="Dead letters in" labelHidden value={value} onChange={onChange} options={keys.map((key) => ({ value: key, label: <Name name={key} limit={48} mono /> }))} /></div>
}
