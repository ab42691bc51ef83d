import type { LabCheck, ShownEffects } from '@shared/contract/labs'
import { selectConservation } from '@shared/model/select-conservation'
import type { StreamCheck } from '@shared/model/stream-check'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { LabId, LabState } from '@shared/model/worker-state'
import { addCounts, compareCounts, type Count } from '@shared/redis/count'
import { quoteArgument } from '@shared/redis/command-preview'
import { Fault } from '../fault'
import type { EventLog } from '../live/event-log'
import type { EffectCount } from '../ledger/ledger-protocol'
import type { LedgerOnDemand } from '../ledger/ledger-on-demand'

export interface CheckLabOptions {
  log: Pick<EventLog, 'current'>
  observer: { check(stream: StreamRef): Promise<StreamCheck> }
  ledger: Pick<LedgerOnDemand, 'query'>
}

/** What had been seen before was more than the server has settled now: then what is counted as seen is wrong. */
function findOverCounts(before: WorkbenchState, state: WorkbenchState, lab: LabState): string[] {
  return lab.groups.flatMap(({ stream: key, group: name }) => {
    const id = toStreamId({ connection: lab.connection, key })
    const stream = state.streams[id]
    const group = stream?.groups.find((one) => one.name === name)
    const tally = before.streams[id]?.groups.find((one) => one.name === name)?.tally
    if (stream?.reading?.kind !== 'present' || group === undefined || tally === undefined) return []
    const { settled } = selectConservation(stream.reading, group)
    const { tallyBefore } = group
    const seen = tally.acked + tally.deadLettered - (tallyBefore?.acked ?? 0) - (tallyBefore?.deadLettered ?? 0)
    if (!settled.known || compareCounts(seen, settled.value) <= 0) return []
    return [`${key}: in ${quoteArgument(name)} ${seen} were seen to be settled, and the server has ${settled.value} settled`]
  })
}

/** An effect that was counted stays: the ledger can have more than was shown, and never less. */
function compareEffects(shown: readonly ShownEffects[], counts: readonly EffectCount[]): string[] {
  return shown.flatMap(({ group, once, more }) => {
    const now = counts.find((row) => row.group === group) ?? { once: 0, more: 0 }
    if (now.once + now.more >= once + more && now.more >= more) return []
    return [`in ${quoteArgument(group)} the ledger has ${now.once} effects once and ${now.more} more often, where ${once} and ${more} were shown`]
  })
}

function sumAdded(checks: readonly Extract<StreamCheck, { kind: 'read' }>[]): Count | undefined {
  let sum: Count = 0
  for (const { added } of checks) {
    // A key that is not there yet has had nothing added; a server that does not tell says nothing of the sum.
    if (added === undefined) return undefined
    sum = addCounts(sum, added)
  }
  return sum
}

/** Reads the streams of a lab and its ledger now, and says whether the picture was right. Faults: no-such-lab. */
export async function checkLab({ log, observer, ledger }: CheckLabOptions, id: LabId, shown: readonly ShownEffects[]): Promise<LabCheck> {
  const before = log.current()
  const lab = before.labs[id]
  if (lab === undefined) throw new Fault('no-such-lab', 'This lab does not run any more.', 'Start it again.')
  const checks = await Promise.all(lab.streams.map(async (key) => ({ key, check: await observer.check({ connection: lab.connection, key }) })))
  const counts = lab.groups.some(({ effect }) => effect) ? await ledger.query({ kind: 'count', lab: id }) : undefined
  const read = checks.flatMap(({ check }) => (check.kind === 'read' ? [check] : []))
  const name = (what: 'differences' | 'moved'): string[] => checks.flatMap(({ key, check }) => (check.kind === 'read' ? check[what].map((text) => `${key}: ${text}`) : []))
  const added = sumAdded(read)
  const since = read.flatMap((check) => check.since ?? [])
  return {
    at: Math.max(0, ...read.map(({ at }) => at)),
    ...(since.length > 0 && { since: Math.min(...since) }),
    ...(added !== undefined && { added }),
    pending: read.reduce((sum, { pending }) => sum + pending, 0),
    ...(counts !== undefined && { effects: { once: counts.reduce((sum, { once }) => sum + once, 0), more: counts.reduce((sum, { more }) => sum + more, 0) } }),
    differences: [...name('differences'), ...findOverCounts(before, log.current(), lab), ...(counts === undefined ? [] : compareEffects(shown, counts))],
    moved: name('moved'),
    unread: checks.flatMap(({ key, check }) => (check.kind === 'unread' ? [`${key}: ${check.why}`] : []))
  }
}
