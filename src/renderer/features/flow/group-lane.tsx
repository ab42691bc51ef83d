import { memo, useMemo, type ReactNode } from 'react'
import type { PresentReading } from '@shared/model/present-reading'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import { selectConservation } from '@shared/model/select-conservation'
import { selectIdleNow, selectLateAfter } from '@shared/model/select-pending-class'
import { selectConsumerNodes, type ConsumerNode } from '@shared/model/select-topology'
import type { GroupState } from '@shared/model/stream-state'
import { nameToText } from '../../ui/name-parts'
import { GroupFaultsMenu } from '../faults'
import { ScaleOutStrip } from '../group-policies'
import { AddConsumerButton } from '../worker-actions'
import { ConsumerDeck } from './consumer-deck'
import { describeConservation } from './describe-conservation'
import styles from './group-lane.module.css'
import { LaneFacts } from './lane-facts'
import { LaneOutcomes } from './lane-outcomes'
import { LaneDetail } from './motion/lane-detail'
import { PendingGrid } from './pending-grid'
import { useGroup, useOwnConsumers } from './use-flow-state'

export interface LaneProps {
  stream: StreamRef
  name: ByteText
  reading: PresentReading
  epoch: number
  /** Late from here on where the group has no sweeper, milliseconds. */
  idleSetting: number
}

export interface LaneView {
  group: GroupState
  nodes: readonly ConsumerNode[]
  lateAfter: number
  /** Late rows at the moment of the reading, of those that were read. */
  late: number
  readAt: number
}

/** What a lane and a folded row both show of one group. Undefined once the group is forgotten. */
export function useLane({ stream, name, idleSetting }: LaneProps): LaneView | undefined {
  const group = useGroup(stream, name)
  const own = useOwnConsumers(stream, name)
  return useMemo(() => {
    if (group === undefined) return undefined
    const lateAfter = selectLateAfter(group, idleSetting)
    const window = group.facts?.window
    const late = window?.rows.filter((row) => selectIdleNow(row, window.at, window.at) >= lateAfter).length ?? 0
    return { group, nodes: selectConsumerNodes(group, own), lateAfter, late, readAt: window?.at ?? 0 }
  }, [group, own, idleSetting])
}

/** One group from left to right: what it says of itself, what is pending, who works on it, what came of it. */
export const GroupLane = memo(function GroupLane(props: LaneProps): ReactNode {
  const lane = useLane(props)
  if (lane === undefined) return undefined
  const { stream, name, reading, epoch } = props
  const { group, nodes, lateAfter, late, readAt } = lane
  const { tone, headline } = describeConservation(selectConservation(reading, group), group.anew)
  const alarm = group.vanishedAt === undefined && (tone === 'bad' || tone === 'warn') ? { tone, text: headline } : undefined
  return (
    <section className={styles.lane} aria-label={`Group ${nameToText(name)}`} data-gone={group.vanishedAt !== undefined || undefined}>
      <LaneFacts stream={stream} group={group} reading={reading} epoch={epoch} onlyOurs={nodes.every((node) => node.worker !== undefined)} late={late} alarm={alarm} />
      <div className={styles.pel}>
        <PendingGrid stream={stream} group={group} lateAfter={lateAfter} />
        <LaneDetail group={name} />
      </div>
      <ConsumerDeck stream={stream} group={name} nodes={nodes} readAt={readAt} lateAfter={lateAfter} />
      <div className={styles.end}>
        <LaneOutcomes stream={stream} group={group} />
        {group.vanishedAt === undefined && (
          <div className={styles.actions}>
            <AddConsumerButton stream={stream} group={name} />
            <GroupFaultsMenu stream={stream} name={name} group={group} />
          </div>
        )}
      </div>
      {group.vanishedAt === undefined && <ScaleOutStrip stream={stream} group={group} />}
    </section>
  )
})
