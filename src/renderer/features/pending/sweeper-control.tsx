import { useState, type ReactNode } from 'react'
import type { GroupRef } from '@shared/model/stream-ref'
import type { SweeperState } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { Name } from '../../ui/name'
import { NumberField } from '../../ui/number-field'
import { Select } from '../../ui/select'
import { Switch } from '../../ui/switch'
import { chooseTarget, type ClaimTarget } from './claim-target'
import styles from './sweeper-control.module.css'

type SweeperSettings = Omit<SweeperState, 'lastRun'>

export interface SweeperControlProps {
  group: GroupRef
  sweeper: SweeperState | undefined
  targets: readonly ClaimTarget[]
  thresholdMs: number
  /** Why writes are refused here. */
  refusal: string | undefined
}

/** The claim sweeper of a group: what it waits for, who receives, and what its last run did. */
export function SweeperControl({ group, sweeper, targets, thresholdMs, refusal }: SweeperControlProps): ReactNode {
  const host = useHost()
  const [draft, setDraft] = useState<SweeperSettings>()
  const settings: SweeperSettings = draft ?? sweeper ?? { enabled: false, intervalMs: 5000, minIdleMs: thresholdMs, count: 100, consumer: chooseTarget(targets, undefined) ?? '' }
  const enabled = sweeper?.enabled ?? false
  const set = (change: Partial<SweeperSettings>): void => setDraft({ ...settings, ...change })
  const send = async (next: SweeperSettings, done: string): Promise<void> => {
    const { enabled: on, intervalMs, minIdleMs, count, consumer } = next
    const { connection, key, group: name } = group
    if (await attempt(() => host.groups.setSweeper({ connection, key, group: name, enabled: on, intervalMs, minIdleMs, count, consumer }), done)) setDraft(undefined)
  }
  const noTarget = targets.some(({ name }) => name === settings.consumer) ? undefined : 'The group has no consumer that could receive.'
  return (
    <div className={styles.sweeper}>
      <Switch
        label={enabled ? 'Sweeper is on' : 'Sweeper is off'}
        checked={enabled}
        reason={enabled ? undefined : (refusal ?? noTarget)}
        onChange={(next) => void send({ ...settings, enabled: next }, next ? 'The sweeper is on.' : 'The sweeper is off.')}
      />
      <LastRun sweeper={sweeper} />
      <details className={styles.details}>
        <summary>Settings</summary>
        <div className={styles.fields}>
          <NumberField label="Claims when idle for" unit="s" min={0} max={86_400} integer={false} value={settings.minIdleMs / 1000} onChange={(seconds) => { if (seconds !== undefined) set({ minIdleMs: Math.round(seconds * 1000) }) }} />
          <NumberField label="Looks every" unit="s" min={0.2} max={3600} integer={false} value={settings.intervalMs / 1000} onChange={(seconds) => { if (seconds !== undefined) set({ intervalMs: Math.round(seconds * 1000) }) }} />
          <NumberField label="At most per run" min={1} max={1000} value={settings.count} onChange={(count) => { if (count !== undefined) set({ count }) }} />
          <Select
            label="Received by"
            value={`=${settings.consumer}`}
            onChange={(value) => set({ consumer: value.slice(1) })}
            options={targets.map(({ name, note }) => ({ value: `=${name}`, label: <Name name={name} limit={40} />, hint: note }))}
          />
          <Button size="small" reason={draft === undefined ? 'Nothing has been changed.' : (refusal ?? noTarget)} onClick={() => void send({ ...settings, enabled }, 'The sweeper’s settings are in force.')}>Apply</Button>
        </div>
      </details>
    </div>
  )
}

function LastRun({ sweeper }: { sweeper: SweeperState | undefined }): ReactNode {
  const now = useNow(1000)
  if (sweeper === undefined || (!sweeper.enabled && sweeper.lastRun === undefined)) return undefined
  const { lastRun } = sweeper
  if (lastRun === undefined) return <p className={styles.note}>It has not run yet.</p>
  return (
    <p className={styles.note}>
      {formatAge(now - lastRun.at)} ago: {formatCount(lastRun.claimed)} claimed{lastRun.dropped > 0 && `, ${formatCount(lastRun.dropped)} dropped (entry gone)`}.
      {lastRun.message !== undefined && <> {lastRun.message}</>}
    </p>
  )
}
