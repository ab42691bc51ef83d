import { useEffect, useState } from 'react'
import type { EffectTally } from '@shared/model/select-lab-verdict'
import { toStreamId } from '@shared/model/stream-ref'
import type { LabState } from '@shared/model/worker-state'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbenchStore } from '../../store/workbench-store'

export interface EffectCounts {
  /** By group; a group without effects is not in it. */
  groups: ReadonlyMap<string, EffectTally>
  problem: string | undefined
}

const EVERY_MS = 1000

/** Acks whose effects must be in the ledger by now: those that were seen before it is asked. */
function acksThatNeedEffects(lab: LabState): Map<string, number> {
  const { streams } = useWorkbenchStore.getState().workbench
  return new Map(lab.groups.map(({ stream, group }) => {
    const state = streams[toStreamId({ connection: lab.connection, key: stream })]?.groups.find((candidate) => candidate.name === group)
    return [group, state === undefined ? 0 : state.tally.acked - (state.ackedBeforeEpoch ?? 0) - state.tally.unsubscribed]
  }))
}

/** What the ledger counts for a lab, asked again while it is looked at. */
export function useEffectCounts(lab: LabState | undefined): EffectCounts | undefined {
  const host = useHost()
  const [counts, setCounts] = useState<EffectCounts>()
  useEffect(() => {
    if (lab === undefined) return
    let current = true
    const ask = async (): Promise<void> => {
      const acked = acksThatNeedEffects(lab)
      const fault = await attemptQuietly(async () => {
        const rows = await host.ledger.count({ lab: lab.id })
        // A group whose effects never happened has no row: that is the very thing to be seen.
        const counted = new Map(rows.map((row) => [row.group, row]))
        const groups = lab.groups.filter(({ effect }) => effect).map(({ group }): [string, EffectTally] => [group, { once: counted.get(group)?.once ?? 0, more: counted.get(group)?.more ?? 0, ackedBefore: acked.get(group) ?? 0 }])
        if (current) setCounts({ groups: new Map(groups), problem: undefined })
      })
      if (fault !== undefined && current) setCounts((before) => ({ groups: before?.groups ?? new Map(), problem: fault.message }))
    }
    void ask()
    const timer = setInterval(() => void ask(), EVERY_MS)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [host, lab])
  return lab === undefined ? undefined : counts
}
