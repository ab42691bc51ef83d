import { EyeOff } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import { formatCounted } from '../../lib/format-count'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { TextField } from '../../ui/text-field'
import { chooseStream } from './choose-stream'
import styles from './stream-picker.module.css'
import { useDiscovery } from './use-discovery'

interface StreamRowProps {
  name: ByteText
  length: Count | undefined
  current: boolean
  onChoose: () => void
  onUnwatch?: () => void
}

function StreamRow({ name, length, current, onChoose, onUnwatch }: StreamRowProps): ReactNode {
  return (
    <li className={styles.row}>
      <button type="button" className={styles.choose} aria-current={current ? 'true' : undefined} onClick={onChoose}>
        <Name name={name} limit={80} />
        <span className={styles.length}>{length === undefined ? 'length unknown' : formatCounted(length, 'entry', 'entries')}</span>
      </button>
      {onUnwatch !== undefined && <IconButton size="small" label={`Stop watching ${nameToText(name, 60)}`} icon={<EyeOff />} onClick={onUnwatch} />}
    </li>
  )
}

function lengthOf({ reading }: StreamState): Count | undefined {
  return reading?.kind === 'present' ? reading.length : undefined
}

interface StreamListProps {
  connection: ConnectionState
  current: StreamRef | undefined
  onChosen: () => void
}

/** Watched streams first, then what SCAN finds step by step, and any key as typed. */
export function StreamList({ connection, current, onChosen }: StreamListProps): ReactNode {
  const host = useHost()
  const [filter, setFilter] = useState('')
  const streams = useWorkbench((state) => state.streams)
  const { discovery, scanning, fault, scan } = useDiscovery(connection.id, filter)
  const watched = Object.values(streams).filter(({ ref }) => ref.connection === connection.id)
  const shown = watched.filter(({ ref }) => ref.key.toLowerCase().includes(filter.toLowerCase()))
  const found = discovery.found.filter(({ key }) => !watched.some((stream) => stream.ref.key === key))
  const choose = (key: ByteText, isWatched: boolean): void => {
    onChosen()
    void chooseStream(host, { connection: connection.id, key }, isWatched)
  }
  const exact = watched.some(({ ref }) => ref.key === filter) || found.some(({ key }) => key === filter)
  const done = discovery.cursor === '0'
  return (
    <>
      <form onSubmit={(event) => { event.preventDefault(); if (filter !== '') choose(filter, watched.some(({ ref }) => ref.key === filter)) }}>
        <TextField label="Filter, or a key" labelHidden mono value={filter} onChange={setFilter} placeholder="Filter, or type a key" />
      </form>
      {filter !== '' && !exact && <Button size="small" onClick={() => choose(filter, false)}>Watch the key <Name name={filter} limit={40} mono /></Button>}
      {shown.length > 0 && <section><h4 className={styles.head}>Watched</h4><ul>{shown.map((stream) => (
        <StreamRow key={toStreamId(stream.ref)} name={stream.ref.key} length={lengthOf(stream)} current={current !== undefined && toStreamId(current) === toStreamId(stream.ref)} onChoose={() => choose(stream.ref.key, true)} onUnwatch={() => void attempt(() => host.streams.unwatch(stream.ref))} />
      ))}</ul></section>}
      <section aria-busy={scanning}>
        <h4 className={styles.head}>Found on {connection.label}</h4>
        <ul>{found.map((stream) => <StreamRow key={stream.key} name={stream.key} length={stream.length} current={false} onChoose={() => choose(stream.key, false)} />)}</ul>
        {fault !== undefined && <Banner level="error" title={fault.message}>{fault.next}</Banner>}
        <p className={styles.foot}>
          {scanning ? `Scanning, step ${discovery.steps + 1}…` : done ? `All keys seen (SCAN steps: ${discovery.steps})${found.length === 0 ? ': no other stream' : ''}.` : `Not all keys seen yet (SCAN steps: ${discovery.steps}).`}
          {!scanning && <Button size="small" onClick={scan}>{done ? 'Scan again' : 'Scan more'}</Button>}
        </p>
      </section>
    </>
  )
}
