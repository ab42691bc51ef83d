import type { ReactNode } from 'react'
import type { RetryPolicy } from '@shared/labs/lab-file'
import { Switch } from '../../ui/switch'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'
import { PolicyNumber, PolicySeconds } from './policy-number'

const RETRY: RetryPolicy = { attempts: 3, baseMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.5 }
const DAY_MS = 86_400_000

/** The same consumer tries again later. What is planned when this changes, still comes. */
export function RetryPart({ policies, onChange, reason }: PartProps): ReactNode {
  const { retry } = policies
  const disabled = reason !== undefined
  const set = (change: Partial<RetryPolicy>): void => { if (retry !== undefined) onChange({ ...policies, retry: { ...retry, ...change } }) }
  return (
    <>
      <Switch
        label="Retry" hint="The same consumer tries again after a pause. After the last attempt: the dead letters, or it stays pending where there are none." checked={retry !== undefined} reason={reason}
        onChange={(on) => onChange({ ...policies, retry: on ? RETRY : undefined })}
      />
      {retry !== undefined && (
        <div className={styles.fields}>
          <PolicyNumber label="Attempts" disabled={disabled} min={1} max={100} value={retry.attempts} onCommit={(attempts) => set({ attempts })} />
          <PolicySeconds label="First pause" disabled={disabled} min={0} max={DAY_MS} value={retry.baseMs} onCommit={(baseMs) => set({ baseMs })} />
          <PolicyNumber label="Each longer by" unit="×" disabled={disabled} integer={false} min={1} max={10} value={retry.factor} onCommit={(factor) => set({ factor })} />
          <PolicySeconds label="Longest pause" disabled={disabled} min={0} max={DAY_MS} value={retry.maxMs} onCommit={(maxMs) => set({ maxMs })} />
          <PolicyNumber label="Jitter" unit="%" disabled={disabled} min={0} max={100} value={Math.round(retry.jitter * 100)} onCommit={(percent) => set({ jitter: percent / 100 })} />
        </div>
      )}
    </>
  )
}
