import type { ReactNode } from 'react'
import { parseEntryId, type EntryId } from '@shared/redis/entry-id'
import { whyNoHighRate } from '@shared/model/high-rate'
import type { ConsumerSettings } from '@shared/model/worker-state'
import { useState } from 'react'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'
import { TextField } from '../../ui/text-field'
import { ProcessingTimeField, processingProblem } from './processing-time-field'
import styles from './worker-actions.module.css'

/** What a consumer starts with when a person changes nothing. */
export const INITIAL_CONSUMER: ConsumerSettings = {
  count: 10,
  blockMs: 2000,
  startId: '$',
  processing: { kind: 'lognormal', medianMs: 60, p95Ms: 180 },
  failureRate: 0,
  ack: 'each',
  readOwnPendingFirst: true
}

/** Why these settings cannot be used, or undefined. */
export function consumerProblem(settings: ConsumerSettings): string | undefined {
  return processingProblem(settings.processing) ?? (settings.highRate === true ? whyNoHighRate(settings) : undefined)
}

/** Load balancers forget a connection that was silent for a minute: see the lab Idle limit. */
const LONG_BLOCK_MS = 60_000

/** All that high rate asks of the other settings. */
const AT_HIGH_RATE: Partial<ConsumerSettings> = { highRate: true, count: 1000, ack: 'batch', processing: { kind: 'fixed', ms: 0 }, failureRate: 0 }

interface ConsumerSettingsFormProps {
  value: ConsumerSettings
  onChange: (value: ConsumerSettings) => void
}

/** How a consumer of ours reads, works and acknowledges. */
export function ConsumerSettingsForm({ value, onChange }: ConsumerSettingsFormProps): ReactNode {
  const set = (change: Partial<ConsumerSettings>): void => onChange({ ...value, ...change })
  return (
    <div className={styles.form}>
      <ProcessingTimeField value={value.processing} onChange={(processing) => set({ processing })} />
      <div className={styles.pair}>
        <NumberField label="Fails" unit="%" min={0} max={100} integer={false} value={Math.round(value.failureRate * 10_000) / 100} onChange={(percent) => { if (percent !== undefined) set({ failureRate: percent / 100 }) }} hint="A failed entry is not acknowledged." />
        <NumberField label="COUNT" min={1} max={1000} value={value.count} onChange={(count) => { if (count !== undefined) set({ count }) }} hint="At most per read." />
        {value.pollMs !== undefined && <NumberField label="Polls every" unit="ms" min={10} max={600_000} value={value.pollMs} onChange={(pollMs) => { if (pollMs !== undefined) set({ pollMs }) }} hint="Without BLOCK, as its lab's file has it." />}
        {value.pollMs === undefined && <NumberField label="BLOCK" unit="ms" min={1} max={600_000} value={value.blockMs} onChange={(blockMs) => { if (blockMs !== undefined) set({ blockMs }) }} hint={value.blockMs > LONG_BLOCK_MS ? 'Longer than a line may be silent, and a dead one goes unnoticed for as long.' : 'Never 0: a dead socket must be noticed.'} />}
        <NumberField label="Waits after an error" unit="ms" optional min={0} max={600_000} value={value.errorPauseMs ?? undefined} onChange={(pauseMs) => set({ errorPauseMs: pauseMs ?? null })} hint="And after a lost connection. Empty: 50 ms to 5 s, longer each time; a lost connection is opened anew at once." />
      </div>
      <Segmented label="Acknowledge" value={value.ack} onChange={(ack) => set({ ack })} options={[{ value: 'each', label: 'Each entry', hint: 'One XACK per entry, right after its work.' }, { value: 'batch', label: 'Whole read', hint: 'One XACK for all entries of a read.' }]} />
      <Switch label="Read own pending entries first" hint="On start: ID 0, then >. Off: what it held before stays pending, but for retries that were planned." checked={value.readOwnPendingFirst} onChange={(readOwnPendingFirst) => set({ readOwnPendingFirst })} />
      <Switch
        label="High rate"
        hint="For 100,000 entries a second: no entry is looked at, and one XACK settles a whole read. Turning it on sets no processing time, no failures and COUNT 1000."
        checked={value.highRate === true}
        onChange={(highRate) => set(highRate ? AT_HIGH_RATE : { highRate })}
        reason={value.policies === undefined ? undefined : 'The policies of its group have to look at each entry.'}
      />
      <StartIdField value={value.startId} onChange={(startId) => set({ startId })} />
    </div>
  )
}

function StartIdField({ value, onChange }: { value: '$' | EntryId; onChange: (value: '$' | EntryId) => void }): ReactNode {
  const [draft, setDraft] = useState<string>()
  const parsed = draft === undefined ? value : parseStartId(draft)
  return (
    <TextField
      label="Create the group at"
      mono
      value={draft ?? value}
      error={parsed === undefined ? 'Write $ for only new entries, 0 for all, or an entry id.' : undefined}
      hint="Used only when the group has to be created."
      onBlur={() => setDraft(undefined)}
      onChange={(text) => {
        setDraft(text)
        const next = parseStartId(text)
        if (next !== undefined) onChange(next)
      }}
    />
  )
}

function parseStartId(text: string): '$' | EntryId | undefined {
  return text.trim() === '$' ? '$' : parseEntryId(text)
}
