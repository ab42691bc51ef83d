import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { groupPolicies, policyPart, type GroupPolicies as Policies, type PolicyPart } from '@shared/labs/lab-file'
import type { StreamRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { labRefusal, useLabGroup } from '../../store/use-lab-group'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { consumersOf } from '../worker-actions'
import { AckPart } from './ack-part'
import { AddLikeButton } from './add-like-button'
import styles from './group-policies.module.css'
import { BreakerPart, LettersPart, lettersStream } from './letters-part'
import { PausePart, ScaleOutPart } from './load-parts'
import { PoisonPart } from './poison-part'
import { PolicySection } from './policy-section'
import { ReclaimPart, reclaimInForce } from './reclaim-part'
import { RetryPart } from './retry-part'
import { useScaleOut } from './use-scale-out'

const NONE = groupPolicies.parse({})

/** The policies of a lab's group as switches, for all of its consumers at once; undefined for a group that is no lab's. */
export function GroupPolicies({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  const host = useHost()
  const lab = useLabGroup(stream, group.name)
  const advice = useScaleOut(stream, group, lab)
  const workers = useWorkbench((state) => state.workers)
  const claims = useWorkbench((state) => state.connections[stream.connection]?.capabilities?.claimInRead === true)
  if (lab === undefined) return undefined
  const said = lab.group.policies ?? NONE
  const policies = { ...said, reclaim: reclaimInForce(said, group.sweeper) }
  const inFile = lab.group.inFile ?? policies
  const put = (next: Policies, parts: PolicyPart[]): void => void attempt(() => host.labs.setPolicies({ lab: lab.lab.id, stream: stream.key, group: group.name, policies: next, parts }))
  // What is shown may be a moment old: only what was changed is sent.
  const change = (next: Policies): void => put(next, policyPart.options.filter((part) => JSON.stringify(next[part]) !== JSON.stringify(policies[part])))
  const reason = labRefusal(lab.lab)
  const noAck = consumersOf(workers, stream, group.name).some(({ settings }) => settings.policies?.noAck === true)
  const same = JSON.stringify(groupPolicies.parse(policies)) === JSON.stringify(inFile)
  const part = { policies, onChange: change, reason }
  const section = { policies, inFile }
  return (
    <div className={styles.policies}>
      <PolicySection {...section} name="ack" title="Ack and effects" parts={['ack', 'idempotency', 'lease']}>
        <AckPart {...part} noAck={noAck} effect={lab.group.effect} />
      </PolicySection>
      <PolicySection {...section} name="failures" title="Failures" parts={['retry', 'deadLetter', 'breaker', 'poison']}>
        <RetryPart {...part} />
        <LettersPart {...part} stream={lettersStream(lab)} />
        <BreakerPart {...part} />
        <PoisonPart key={`${stream.connection} ${stream.key} ${group.name}`} {...part} />
      </PolicySection>
      <PolicySection {...section} name="reclaim" title="Reclaim" parts={['reclaim']}>
        <ReclaimPart {...part} sweeper={group.sweeper} claims={claims} />
      </PolicySection>
      <PolicySection {...section} name="load" title="Load" parts={['backpressure', 'scaleOut']}>
        <PausePart {...part} />
        <ScaleOutPart {...part} />
      </PolicySection>
      {advice?.kind === 'unknown' && <p className={styles.note}>Nothing follows from the lag now: {advice.why}.</p>}
      <div className={styles.foot}>
        <AddLikeButton in={lab} />
        <Button size="small" variant="quiet" icon={<RotateCcw />} hint="All policies as the lab’s file has them" reason={reason ?? (same ? 'All is as in the file.' : undefined)} onClick={() => put(inFile, policyPart.options)}>As in the file</Button>
      </div>
    </div>
  )
}
