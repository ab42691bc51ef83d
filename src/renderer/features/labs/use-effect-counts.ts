import { useEffect, useState } from 'react'
import { selectAtWork, type AtWork } from '@shared/model/select-at-work'
import { selectConservation, type Conservation } from '@shared/model/select-conservation'
import { selectEffectCut, selectEffectTally, type EffectCut, type EffectTally } from '@shared/model/select-effect-tally'
import { toStreamId } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
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

interface Asked {
  group: GroupState
  check: Conservation
  cut: EffectCut
  atWork: AtWork
}

/** The groups with effects as they were last read: the ledger is asked about that very moment. */
function groupsToAsk(lab: LabState): Asked[] {
  const { streams, workers } = useWorkbenchStore.getState().workbench
  return lab.groups.filter(({ effect }) => effect).flatMap(({ stream: key, group: name }) => {
    const stream = streams[toStreamId({ connection: lab.connection, key })]
    const group = stream?.groups.find((candidate) => candidate.name === name)
    const atWork = selectAtWork(workers, { connection: lab.connection, key }, name)
    const cut = group === undefined ? undefined : selectEffectCut(group, atWork)
    const reading = stream?.reading?.kind === 'present' ? stream.reading : stream?.lastPresent
    return stream === undefined || group === undefined || cut === undefined || reading === undefined ? [] : [{ group, cut, atWork, check: selectConservation(reading, group) }]
  })
}

/** What the ledger counts for a lab, asked again while it is looked at. */
export function useEffectCounts(lab: LabState | undefined): EffectCounts | undefined {
  const host = useHost()
  const [counts, setCounts] = useState<EffectCounts>()
  useEffect(() => {
    if (lab === undefined) return
    let current = true
    const ask = async (): Promise<void> => {
      const asked = groupsToAsk(lab)
      const fault = await attemptQuietly(async () => {
        const [rows, accounted] = await Promise.all([
          host.ledger.count({ lab: lab.id }),
          host.ledger.accounted({ lab: lab.id, cuts: asked.map(({ group, cut }) => ({ group: group.name, cut })) })
        ])
        // A group whose effects never happened has no row: that is the very thing to be seen.
        const counted = new Map(rows.map((row) => [row.group, row]))
        const entries = new Map(accounted.map((row) => [row.group, row.entries]))
        const groups = asked.map(({ group, check, atWork }): [string, EffectTally] => {
          const { once = 0, more = 0 } = counted.get(group.name) ?? {}
          return [group.name, selectEffectTally(check, group, { once, more, accounted: entries.get(group.name) ?? 0 }, atWork)]
        })
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
