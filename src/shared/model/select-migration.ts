import { entryIdMilliseconds } from '../redis/entry-id'
import { known, unknown, type Fact } from './fact'
import type { ConnectionId, StreamRef } from './stream-ref'
import type { StreamState } from './stream-state'
import type { WorkbenchState } from './workbench-state'
import type { ProducerState } from './worker-state'

/** SYSTEMS B7: past any one of these a log that is made for it (Kafka) is worth a look. A trigger, not a date. */
export const MIGRATION_BOUNDS = { perSecond: 80_000, retentionHours: 48, groups: 20 } as const

/** What is said of one server with streams. Published figures; nothing here measures them. */
export const PUBLISHED_CEILINGS = { sustainedPerSecond: 120_000, burstPerSecond: 200_000, p99Ms: 2 } as const

/** Sustained is what held over the whole of this. Milliseconds. */
export const SUSTAINED_MS = 60_000
/** Samples are about a second apart, and further on a busy server. */
const SLACK_MS = 3000

/** One trigger. `past` is undefined while the value is unknown. */
export interface MigrationTrigger {
  value: Fact<number>
  bound: number
  past: boolean | undefined
}

export interface MigrationGauge {
  /** Streams of the connection that are observed; what is not observed is not in the figures. */
  streams: number
  /** Entries per second, on average over the last minute, all of its streams together. */
  rate: MigrationTrigger
  /** Hours for which entries have to be kept: what the person said. */
  retention: MigrationTrigger
  /** Age of the oldest entry of the stream looked at, hours. */
  oldest: Fact<number>
  /** For how long trimming lets entries stay there, hours, as far as producers of Sluice trim it. */
  kept: Fact<number>
  groups: MigrationTrigger
}

const HOUR_MS = 3_600_000

function toTrigger(value: Fact<number>, bound: number): MigrationTrigger {
  return { value, bound, past: value.known ? value.value > bound : undefined }
}

/** Entries per second over the last minute; the whole minute must have been seen. */
export function selectSustainedRate({ samples }: StreamState, now: number): Fact<number> {
  const last = samples.at(-1)
  if (last === undefined || now - last.at > SLACK_MS * 5) return unknown('it was not read of late')
  const before = samples.filter(({ at }) => at <= last.at - SUSTAINED_MS)
  const first = before.at(-1)
  const oldest = samples[0]
  if (first === undefined) return unknown(`it is watched for ${Math.floor((last.at - (oldest?.at ?? last.at)) / 1000)} s, and a minute is needed`)
  if (last.at - first.at > SUSTAINED_MS + SLACK_MS * 5) return unknown('for a part of the last minute it was not read')
  return known(((last.added - first.added) * 1000) / (last.at - first.at), 'counted', last.at)
}

function sumFacts(facts: readonly Fact<number>[], at: number): Fact<number> {
  let sum = 0
  for (const fact of facts) {
    if (!fact.known) return fact
    sum += fact.value
  }
  return known(sum, 'counted', at)
}

function countGroups({ reading }: StreamState): Fact<number> {
  if (reading === undefined) return unknown('a stream was not read yet')
  if (reading.kind === 'missing' || reading.kind === 'not-a-stream') return known(0, 'server', reading.at)
  return reading.kind === 'present' ? known(reading.groups.length + reading.groupsOmitted, 'server', reading.at) : unknown('a stream cannot be read now')
}

function selectOldest(stream: StreamState | undefined, now: number): Fact<number> {
  const reading = stream?.reading
  if (reading?.kind !== 'present') return unknown('no stream is read now')
  if (reading.length === 0) return unknown('the stream is empty')
  const ms = reading.firstId === undefined ? undefined : entryIdMilliseconds(reading.firstId)
  // The id is its maker's clock, and may be anything.
  if (ms === undefined || ms > now || ms < Date.UTC(2017, 0)) return unknown('the id of the oldest entry does not tell a time')
  return known((now - ms) / HOUR_MS, 'estimate', reading.at)
}

/** What one producer's trimming leaves, hours. MAXLEN is a number of entries: how long that lasts follows from the rate. */
function keptBy({ settings: { trim } }: ProducerState, rate: Fact<number>, now: number): Fact<number> {
  if (trim === undefined || trim === 'never') return unknown('a producer of Sluice does not trim')
  if ('keepMs' in trim) return known(trim.keepMs / HOUR_MS, 'seen', now)
  const { maxLen } = trim
  if (!rate.known) return unknown(`MAXLEN ${maxLen} lasts as the rate has it, and ${rate.why}`)
  return rate.value === 0 ? unknown('nothing is added, so nothing is trimmed') : known(maxLen / rate.value / 3600, 'estimate', rate.at)
}

function selectKept(state: WorkbenchState, ref: StreamRef | undefined, rate: Fact<number>, now: number): Fact<number> {
  const producers = Object.values(state.workers).filter((worker): worker is ProducerState => worker.role === 'producer' && worker.connection === ref?.connection && worker.key === ref.key)
  if (producers.length === 0) return unknown('no producer of Sluice adds there, and Redis does not tell how others trim')
  const kept = producers.map((producer) => keptBy(producer, rate, now))
  // Who trims to least decides for all.
  return kept.reduce((least, each) => (!least.known ? least : !each.known ? each : each.value < least.value ? each : least))
}

export interface MigrationQuestion {
  connection: ConnectionId
  /** The stream looked at. */
  stream: StreamState | undefined
  /** Hours; null: the person has not said. */
  retentionNeeded: number | null
  now: number
}

/** SYSTEMS B7, from what is measured on one connection. Pure; what is not known is said to be. */
export function selectMigration(state: WorkbenchState, { connection, stream, retentionNeeded, now }: MigrationQuestion): MigrationGauge {
  const observed = Object.values(state.streams).filter(({ ref }) => ref.connection === connection)
  const ready = state.connections[connection]?.status.kind === 'ready'
  const gap = ready ? observed.length === 0 ? 'no stream of it is watched' : undefined : 'the connection is not ready'
  const read = observed.filter(({ reading }) => reading?.kind !== 'missing' && reading?.kind !== 'not-a-stream')
  const rate = gap === undefined ? sumFacts(read.map((each) => selectSustainedRate(each, now)), now) : unknown(gap)
  const groups = gap === undefined ? sumFacts(observed.map(countGroups), now) : unknown(gap)
  const own = stream === undefined || !ready ? unknown('no stream is read now') : selectSustainedRate(stream, now)
  return {
    streams: observed.length,
    rate: toTrigger(rate, MIGRATION_BOUNDS.perSecond),
    retention: toTrigger(retentionNeeded === null ? unknown('only you know how long entries are needed') : known(retentionNeeded, 'seen', now), MIGRATION_BOUNDS.retentionHours),
    oldest: ready ? selectOldest(stream, now) : unknown('the connection is not ready'),
    kept: selectKept(state, stream?.ref, own, now),
    groups: toTrigger(groups, MIGRATION_BOUNDS.groups)
  }
}

/** `keep`: every trigger is known and none is past. */
export function selectMigrationVerdict({ rate, retention, groups }: MigrationGauge): 'look' | 'keep' | 'open' {
  const all = [rate, retention, groups]
  if (all.some(({ past }) => past === true)) return 'look'
  return all.every(({ past }) => past === false) ? 'keep' : 'open'
}
