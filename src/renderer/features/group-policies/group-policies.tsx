import type { ReactNode } from 'react'
import type { GroupPolicies as Policies, ScaleOutPolicy } from '@shared/labs/lab-file'
import { LAB_PREFIX, type StreamRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'
import { consumersOf } from '../worker-actions'
import { AddLikeButton } from './add-like-button'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'
import { PoisonPart } from './poison-part'
import { labRefusal, useLabGroup, type LabGroup } from './use-lab-group'
import { useScaleOut } from './use-scale-out'

const PAUSE = { pauseAbovePending: 50 }
const SCALE_OUT: ScaleOutPolicy = { lagAbove: 40, forMs: 20_000, max: 4, do: 'suggest' }
const DELIVERIES = 3
const LETTERS = /[:.-](dlq|dead|dead-letters)$/

/** A stream of the lab that is there for dead letters, by its name; the one in force where there is one. */
function lettersStream({ lab, group }: LabGroup): string | undefined {
  const found = lab.streams.find((key) => key !== group.stream && LETTERS.test(key))
  return group.policies?.deadLetter?.stream ?? found?.slice(LAB_PREFIX.length)
}

/** The claim sweeper as one of the switches; its settings have a section of their own. */
function ReclaimSwitch({ stream, group, refusal }: { stream: StreamRef; group: GroupState; refusal: string | undefined }): ReactNode {
  const host = useHost()
  const { sweeper } = group
  const turn = (enabled: boolean): void => {
    if (sweeper === undefined) return
    const { intervalMs, minIdleMs, count, consumer } = sweeper
    void attempt(() => host.groups.setSweeper({ ...stream, group: group.name, enabled, intervalMs, minIdleMs, count, consumer }))
  }
  const words = sweeper === undefined ? 'What lies idle is claimed for a consumer that runs.' : `Every ${sweeper.intervalMs / 1000} s: what lies idle for ${sweeper.minIdleMs / 1000} s is claimed for a consumer that runs. Its settings are below.`
  return <Switch label="Reclaim what lies idle" hint={words} checked={sweeper?.enabled ?? false} onChange={turn} reason={refusal ?? (sweeper === undefined ? 'Set the claim sweeper below first.' : undefined)} />
}

function PausePart({ policies, onChange, reason }: PartProps): ReactNode {
  const { backpressure, ...rest } = policies
  return (
    <>
      <Switch label="Pause new reads" hint="While more than that is pending, only what is pending is worked on." checked={backpressure !== undefined} reason={reason} onChange={(on) => onChange(on ? { ...policies, backpressure: PAUSE } : rest)} />
      {backpressure !== undefined && <div className={styles.fields}><NumberField label="Above" unit="pending" min={1} max={1_000_000} value={backpressure.pauseAbovePending} onChange={(above) => { if (above !== undefined) onChange({ ...policies, backpressure: { pauseAbovePending: above } }) }} /></div>}
    </>
  )
}

function LettersPart({ policies, onChange, reason, stream, breaker }: PartProps & { stream: string | undefined; breaker: boolean }): ReactNode {
  const { deadLetter, ...rest } = policies
  const why = reason ?? (stream === undefined ? 'The lab has no stream for dead letters, which is named … :dlq.' : undefined) ?? (breaker && deadLetter !== undefined ? 'While its circuit breaker is open, entries go to the dead letters.' : undefined)
  const turn = (on: boolean): void => {
    if (!on) onChange(rest)
    else if (stream !== undefined) onChange({ ...policies, deadLetter: { afterDeliveries: DELIVERIES, stream } })
  }
  return (
    <>
      <Switch label="Dead letters" hint={stream === undefined ? undefined : `What was delivered more often goes to ${LAB_PREFIX}${stream}.`} checked={deadLetter !== undefined} reason={why} onChange={turn} />
      {deadLetter !== undefined && <div className={styles.fields}><NumberField label="After more than" unit="deliveries" min={1} max={1000} value={deadLetter.afterDeliveries} onChange={(afterDeliveries) => { if (afterDeliveries !== undefined) onChange({ ...policies, deadLetter: { ...deadLetter, afterDeliveries } }) }} /></div>}
    </>
  )
}

function ScaleOutPart({ policies, onChange, reason }: PartProps): ReactNode {
  const { scaleOut, ...rest } = policies
  const set = (change: Partial<ScaleOutPolicy>): void => { if (scaleOut !== undefined) onChange({ ...policies, scaleOut: { ...scaleOut, ...change } }) }
  return (
    <>
      <Switch label="Scale out by lag" hint="While the group falls behind: one consumer more, unless one stands idle." checked={scaleOut !== undefined} reason={reason} onChange={(on) => onChange(on ? { ...policies, scaleOut: SCALE_OUT } : rest)} />
      {scaleOut !== undefined && (
        <div className={styles.fields}>
          <NumberField label="Lag above" unit="entries" min={1} max={1_000_000_000} value={scaleOut.lagAbove} onChange={(lagAbove) => { if (lagAbove !== undefined) set({ lagAbove }) }} />
          <NumberField label="And not falling for" unit="s" min={1} max={240} value={scaleOut.forMs / 1000} onChange={(seconds) => { if (seconds !== undefined) set({ forMs: seconds * 1000 }) }} />
          <NumberField label="Consumers at most" min={1} max={64} value={scaleOut.max} onChange={(max) => { if (max !== undefined) set({ max }) }} />
          <Segmented label="Then" value={scaleOut.do} onChange={(next) => set({ do: next })} options={[{ value: 'suggest', label: 'Suggest it' }, { value: 'add', label: 'Add it', hint: 'By itself, up to the maximum.' }]} />
        </div>
      )}
    </>
  )
}

/** The policies of a lab's group as switches, for all of its consumers at once; undefined for a group that is no lab's. */
export function GroupPolicies({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  const host = useHost()
  const lab = useLabGroup(stream, group.name)
  const advice = useScaleOut(stream, group, lab)
  const workers = useWorkbench((state) => state.workers)
  if (lab === undefined) return undefined
  const policies = lab.group.policies ?? {}
  const change = (next: Policies): void => void attempt(() => host.labs.setPolicies({ lab: lab.lab.id, stream: stream.key, group: group.name, policies: next }))
  const reason = labRefusal(lab.lab)
  const breaker = consumersOf(workers, stream, group.name).some(({ settings }) => settings.policies?.breaker !== undefined)
  const part = { policies, onChange: change, reason }
  return (
    <div className={styles.policies}>
      <PausePart {...part} />
      <ReclaimSwitch stream={stream} group={group} refusal={reason} />
      <LettersPart {...part} stream={lettersStream(lab)} breaker={breaker} />
      <PoisonPart key={`${stream.connection} ${stream.key} ${group.name}`} {...part} />
      <ScaleOutPart {...part} />
      {advice?.kind === 'unknown' && <p className={styles.note}>Nothing follows from the lag now: {advice.why}.</p>}
      <div><AddLikeButton in={lab} /></div>
    </div>
  )
}
