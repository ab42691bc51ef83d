import type { ReactNode } from 'react'
import type { GroupPolicies } from '@shared/labs/lab-file'
import { Select } from '../../ui/select'
import { Switch } from '../../ui/switch'
import { ACK_WORDS, describeCrash, IDEMPOTENCY_WORDS, type CrashOutcome } from './describe-policies'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'
import { PolicySeconds } from './policy-number'

const TITLES: Record<CrashOutcome['kind'], string> = { safe: 'A crash loses and doubles nothing', loses: 'A crash can lose', doubles: 'A crash can double' }
const LEASE = { renewMs: 10_000 }

const toOptions = <T extends string>(words: Record<T, string>): { value: T; label: string; hint: string }[] =>
  (Object.keys(words) as T[]).map((value) => ({ value, label: value, hint: words[value] }))

const ACKS = toOptions<GroupPolicies['ack']>(ACK_WORDS)
const IDEMPOTENCIES = toOptions<GroupPolicies['idempotency']>(IDEMPOTENCY_WORDS)

/** When XACK is sent and what makes a second delivery harmless, with what a crash does then; and the lease on what takes long. */
export function AckPart({ policies, onChange, reason, noAck, effect }: PartProps & { noAck: boolean; effect: boolean }): ReactNode {
  const { ack, idempotency, lease } = policies
  const crash = describeCrash({ ack, idempotency, noAck, effect })
  return (
    <>
      <div className={styles.pair}>
        <Select label="Ack order" disabled={reason !== undefined} value={ack} options={ACKS} hint={reason ?? ACK_WORDS[ack]} onChange={(next) => onChange({ ...policies, ack: next })} />
        <Select label="Idempotency" disabled={reason !== undefined} value={idempotency} options={IDEMPOTENCIES} hint={reason ?? IDEMPOTENCY_WORDS[idempotency]} onChange={(next) => onChange({ ...policies, idempotency: next })} />
      </div>
      <p className={styles.crash} data-kind={crash.kind}><b>{TITLES[crash.kind]}</b>: {crash.text}</p>
      <Switch
        label="Lease" hint="XCLAIM … JUSTID to itself while it works, so that slow is not taken for dead." checked={lease !== undefined} reason={reason}
        onChange={(on) => onChange({ ...policies, lease: on ? LEASE : undefined })}
      />
      {lease !== undefined && <div className={styles.fields}><PolicySeconds label="Renewed every" disabled={reason !== undefined} min={50} max={3_600_000} value={lease.renewMs} onCommit={(renewMs) => onChange({ ...policies, lease: { renewMs } })} /></div>}
    </>
  )
}
