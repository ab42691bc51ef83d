import { useState, type ReactNode } from 'react'
import type { DataFault } from '@shared/contract/faults'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import { parseEntryId } from '@shared/redis/entry-id'
import { useWorkbench } from '../../store/workbench-store'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { TextField } from '../../ui/text-field'
import { nameToText } from '../../ui/name-parts'
import { DataFaultDialog } from './data-fault-dialog'
import styles from './faults.module.css'

/** Trims a stream by length or by id, exactly or about, after a look at who would lose what. */
export function TrimDialog({ stream }: { stream: StreamRef }): ReactNode {
  const length = useWorkbench((state) => state.streams[toStreamId(stream)]?.lastPresent?.length) ?? 0
  const first = useWorkbench((state) => state.streams[toStreamId(stream)]?.lastPresent?.tail.at(-1))
  const [by, setBy] = useState<'maxlen' | 'minid'>('maxlen')
  const [how, setHow] = useState<'exact' | 'approximate'>('exact')
  // Half of what was there when it was opened: a start from which to look, which does not move with the stream.
  const [keep, setKeep] = useState<number | undefined>(() => Math.floor(length / 2))
  const [minId, setMinId] = useState(() => first ?? '')
  const approximate = how === 'approximate'
  const id = parseEntryId(minId)
  const byLength: DataFault | undefined = keep === undefined ? undefined : { kind: 'trim', by: 'maxlen', approximate, threshold: keep }
  const byId: DataFault | undefined = id === undefined ? undefined : { kind: 'trim', by: 'minid', approximate, threshold: id }
  return (
    <DataFaultDialog stream={stream} fault={by === 'maxlen' ? byLength : byId} confirm="Trim" title={`Trim ${nameToText(stream.key)}`} description="Entries go from the oldest on, whether a group was given them or not. Redis does not ask.">
      <div className={styles.pair}>
        <Segmented label="By" value={by} onChange={setBy} options={[{ value: 'maxlen', label: 'MAXLEN', hint: 'So many stay.' }, { value: 'minid', label: 'MINID', hint: 'Those from an id on stay.' }]} />
        <Segmented label="How" value={how} onChange={setHow} options={[{ value: 'exact', label: '= exactly' }, { value: 'approximate', label: '~ about', hint: 'Only whole nodes of the stream, which costs the server less.' }]} />
      </div>
      {by === 'maxlen'
        ? <NumberField label="Entries that stay" min={0} max={1_000_000_000} value={keep} onChange={setKeep} onWrong={() => setKeep(undefined)} />
        : <TextField label="Oldest id that stays" mono value={minId} onChange={setMinId} error={id === undefined ? 'An id is milliseconds, or milliseconds-sequence.' : undefined} />}
    </DataFaultDialog>
  )
}
