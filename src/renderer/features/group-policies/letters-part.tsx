import type { ReactNode } from 'react'
import type { BreakerPolicy } from '@shared/labs/lab-file'
import { LAB_PREFIX } from '@shared/model/stream-ref'
import type { LabGroup } from '../../store/use-lab-group'
import { Switch } from '../../ui/switch'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'
import { PolicyNumber, PolicySeconds } from './policy-number'

const DELIVERIES = 3
const BREAKER: BreakerPolicy = { failures: 5, openMs: 60_000 }
const LETTERS = /[:.-](dlq|dead|dead-letters)$/

/** A stream of the lab that is there for dead letters, by its name; the one in force, or in the file, where there is one. */
export function lettersStream({ lab, group }: LabGroup): string | undefined {
  const found = lab.streams.find((key) => key !== group.stream && LETTERS.test(key))
  return group.policies?.deadLetter?.stream ?? group.inFile?.deadLetter?.stream ?? found?.slice(LAB_PREFIX.length)
}

export function LettersPart({ policies, onChange, reason, stream }: PartProps & { stream: string | undefined }): ReactNode {
  const { deadLetter, breaker } = policies
  const why = reason ?? (stream === undefined ? 'The lab has no stream for dead letters, which is named … :dlq.' : undefined) ?? (breaker !== undefined && deadLetter !== undefined ? 'While its circuit breaker is open, entries go to the dead letters.' : undefined)
  const turn = (on: boolean): void => {
    if (!on) onChange({ ...policies, deadLetter: undefined })
    else if (stream !== undefined) onChange({ ...policies, deadLetter: { afterDeliveries: DELIVERIES, stream } })
  }
  return (
    <>
      <Switch label="Dead letters" hint={stream === undefined ? undefined : `What was delivered more often goes to ${LAB_PREFIX}${stream}.`} checked={deadLetter !== undefined} reason={why} onChange={turn} />
      {deadLetter !== undefined && <div className={styles.fields}><PolicyNumber label="After more than" unit="deliveries" disabled={reason !== undefined} min={1} max={1000} value={deadLetter.afterDeliveries} onCommit={(afterDeliveries) => onChange({ ...policies, deadLetter: { ...deadLetter, afterDeliveries } })} /></div>}
    </>
  )
}

export function BreakerPart({ policies, onChange, reason }: PartProps): ReactNode {
  const { breaker, deadLetter } = policies
  const why = reason ?? (breaker === undefined && deadLetter === undefined ? 'While a breaker is open its entries go to the dead letters: turn them on first.' : undefined)
  const set = (change: Partial<BreakerPolicy>): void => { if (breaker !== undefined) onChange({ ...policies, breaker: { ...breaker, ...change } }) }
  return (
    <>
      <Switch
        label="Circuit breaker" hint="After so many failures in a row what comes goes to the dead letters at once; after its time one is tried." checked={breaker !== undefined} reason={why}
        onChange={(on) => onChange({ ...policies, breaker: on ? BREAKER : undefined })}
      />
      {breaker !== undefined && (
        <div className={styles.fields}>
          <PolicyNumber label="Opens after" unit="failures" disabled={reason !== undefined} min={1} max={1000} value={breaker.failures} onCommit={(failures) => set({ failures })} />
          <PolicySeconds label="Stays open for" disabled={reason !== undefined} min={0} max={86_400_000} value={breaker.openMs} onCommit={(openMs) => set({ openMs })} />
        </div>
      )}
    </>
  )
}
