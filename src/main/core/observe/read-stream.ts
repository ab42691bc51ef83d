import type { Clock } from '@shared/lib/clock'
import type { StreamRef } from '@shared/model/stream-ref'
import type { StreamReading } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import { nextEntryId, type EntryId } from '@shared/redis/entry-id'
import { parseEntrySizes } from '@shared/redis/parse-entries'
import { parseXinfoGroups } from '@shared/redis/parse-xinfo'
import { replyNumber } from '@shared/redis/reply-value'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { ServerError } from '../redis/reply'
import { buildReading, compareNames, type BuiltReading, type ReadingMemory } from './build-reading'
import { classifyAbsence } from './classify-answer'
import { decodeText } from './decode-text'
import { estimateEntryBytes, LARGE_ENTRY_BYTES, LARGE_REPLY_BYTES, SPARING_MS, sumPending } from './entry-size'
import { createGoneMemory } from './gone-memory'
import { CHECKABLE_ENTRY_BYTES, DETAILED_GROUPS, planRound, SMALL_ENTRY_BYTES, type ReadingPlan } from './reading-commands'
import { measureReply } from './reply-size'
import { answerAt, createRound, refusedCommands, runRound, type Answer, type Round, type RoundResult } from './round'
import { COUNT_LIMIT } from './undelivered'

const OBSERVER: Sender = { by: 'observer' }

/** MEMORY USAGE is asked this often, a counting range at most this often. Milliseconds. */
const WEIGH_EVERY = 10_000
const COUNT_EVERY = 2000
/** Pending ids whose entry is looked for in one reading. */
const CHECKS = 16
/** What may be asked at once of the time since the last reading, COUNT_LIMIT entries at most: some seconds of a busy stream. */
const SINCE_BYTES = 512 * 1024
/** Groups that appear while a reading is under way make it start again this many times. */
const ATTEMPTS = 5

/** One call as the budget sees it. */
export interface CallReport {
  commands: Round['commands']
  ms: number
  bytes: number
}

export interface StreamReader {
  /** Reads the stream now. Never rejects: what went wrong is the reading. Not to be called again before it settled. */
  read(): Promise<StreamReading>
  /** Ids from this one on, oldest first. Undefined where there are more of them, or larger ones, than is affordable once. Never rejects. */
  idsSince(from: EntryId): Promise<EntryId[] | undefined>
  /** Forgets what earlier readings taught: a new epoch, in which the same id may be another entry. */
  forget(): void
}

/** Reads one stream of one connection, each time asking only what is affordable and not yet known. */
export function createStreamReader(connection: Connection, stream: StreamRef, clock: Clock, report: (call: CallReport) => void): StreamReader {
  const memory: ReadingMemory = { gone: createGoneMemory(), counted: new Map() }
  let groups: ByteText[] | undefined
  /** Average over the whole stream by MEMORY USAGE: decides on large entries. Too much for short streams, whose nodes are half empty. */
  let averageBytes: number | undefined
  /** Average payload of the newest entries at the last reading. */
  let tailBytes: number | undefined
  let mayMulti = true
  let refused: ReadonlySet<string> = new Set()
  let sparingUntil = -Infinity
  let weighedAt = -Infinity
  let countedAt = -Infinity
  let last: StreamReading | undefined

  const entryBytes = (): number | undefined => tailBytes ?? averageBytes

  async function run(round: Round): Promise<RoundResult & { bytes: number }> {
    const start = clock.monotonic()
    const result = await runRound(connection, round, OBSERVER, mayMulti)
    if (!result.atomic) learnRefusals(round, result.answers)
    const bytes = result.answers.reduce((sum: number, answer) => sum + measureReply(answer), 0)
    report({ commands: round.commands, ms: clock.monotonic() - start, bytes })
    return { ...result, bytes }
  }

  /** A refused command is left out from now on; when none was refused by itself, it was MULTI. */
  function learnRefusals(round: Round, answers: readonly Answer[]): void {
    const names = refusedCommands(round, answers)
    if (names.includes('XINFO')) return
    if (names.length === 0) mayMulti = false
    refused = new Set([...refused, ...names])
  }

  function weigh(answer: Answer | undefined, length: number, pending: number): void {
    weighedAt = clock.monotonic()
    averageBytes = estimateEntryBytes(replyNumber(answer), length, pending) ?? averageBytes
  }

  /** Before XINFO STREAM is sent for the first time: it would ship the first and the last entry, however large. */
  async function probe(): Promise<StreamReading | undefined> {
    const planned = planRound(stream, { groups: [], sparing: true, entryBytes: undefined, check: [], weigh: true, refused })
    const { answers } = await run(planned.round)
    const absent = classifyAbsence(answerAt(answers, planned.type), answers[planned.groups], clock.now())
    if (absent !== undefined) return absent
    const answer = answers[planned.groups]
    const named = answer instanceof ServerError ? undefined : parseXinfoGroups(answer, decodeText)
    if (named?.kind !== 'ok') return { kind: 'failed', at: clock.now(), message: named?.why ?? 'XINFO GROUPS was not answered.' }
    weigh(answerAt(answers, planned.memory), replyNumber(answerAt(answers, planned.length)) ?? 0, sumPending(named.value))
    groups = named.value.map((group) => group.name).sort(compareNames).slice(0, DETAILED_GROUPS)
    return undefined
  }

  function idsToCheck(): EntryId[] {
    if (last?.kind !== 'present' || (entryBytes() ?? 0) > CHECKABLE_ENTRY_BYTES) return []
    const unchecked = new Set<EntryId>()
    for (const group of last.groups) {
      for (const row of group.window.rows) {
        if (unchecked.size === CHECKS) return [...unchecked]
        if (row.gone === undefined) unchecked.add(row.id)
      }
    }
    return [...unchecked]
  }

  /** The group that waited longest for a count among those whose undelivered entries are not known. */
  function groupToCount(): ReadingPlan['count'] {
    if (last?.kind !== 'present' || (entryBytes() ?? Infinity) > SMALL_ENTRY_BYTES || clock.monotonic() - countedAt < COUNT_EVERY) return undefined
    const waiting = last.groups.filter((group) => !group.undelivered.known).sort((a, b) => (memory.counted.get(a.name)?.at ?? 0) - (memory.counted.get(b.name)?.at ?? 0))
    const [next] = waiting
    const from = next === undefined ? undefined : nextEntryId(next.lastDeliveredId)
    if (next === undefined || from === undefined) return undefined
    countedAt = clock.monotonic()
    return { group: next.name, after: next.lastDeliveredId, from }
  }

  async function readOnce(names: readonly ByteText[]): Promise<BuiltReading> {
    const sparing = clock.monotonic() < sparingUntil || (averageBytes ?? 0) > LARGE_ENTRY_BYTES
    const weighNow = clock.monotonic() - weighedAt >= WEIGH_EVERY
    const count = sparing ? undefined : groupToCount()
    const planned = planRound(stream, {
      groups: names, sparing, entryBytes: sparing ? averageBytes : entryBytes(), check: sparing ? [] : idsToCheck(), weigh: weighNow, refused, ...(count !== undefined && { count })
    })
    const result = await run(planned.round)
    const built = buildReading(planned, result, clock.now(), memory)
    if (!sparing && largestAnswer(result) > LARGE_REPLY_BYTES) sparingUntil = clock.monotonic() + SPARING_MS
    if (built.reading.kind === 'present') {
      if (planned.memory !== undefined) weigh(answerAt(result.answers, planned.memory), built.reading.length, sumPending(built.reading.groups))
      if (!sparing) tailBytes = built.tailBytes
    }
    return built
  }

  async function readThrough(): Promise<StreamReading> {
    if (groups === undefined) {
      const absent = await probe()
      if (absent !== undefined) return absent
    }
    for (let attempt = 1; ; attempt++) {
      const built = await readOnce(groups ?? [])
      if (built.readAgainFor === undefined || attempt === ATTEMPTS) return built.reading
      groups = built.readAgainFor
    }
  }

  function remember(reading: StreamReading): void {
    last = reading
    if (reading.kind !== 'present') {
      groups = undefined
      return
    }
    groups = reading.groups.map((group) => group.name)
    const names = new Set(groups)
    for (const name of memory.counted.keys()) if (!names.has(name)) memory.counted.delete(name)
    memory.gone.keepOnly(new Set(reading.groups.flatMap((group) => group.window.rows.map((row) => row.id))))
  }

  return {
    async read() {
      let reading: StreamReading
      try {
        reading = await readThrough()
      } catch (error) {
        if (!(error instanceof Error)) throw error
        reading = { kind: 'failed', at: clock.now(), message: error.message }
      }
      remember(reading)
      return reading
    },
    async idsSince(from) {
      const count = Math.min(COUNT_LIMIT, Math.floor(SINCE_BYTES / (entryBytes() ?? SINCE_BYTES)))
      if (count < 2 || refused.has('XRANGE')) return undefined
      const round = createRound()
      const place = round.add(['XRANGE', toArgument(stream.key), from, '+', 'COUNT', String(count)])
      const answer = await run(round).then(({ answers }) => answerAt(answers, place), () => undefined)
      const parsed = answer === undefined ? undefined : parseEntrySizes(answer)
      return parsed?.kind === 'ok' && parsed.value.length < count ? parsed.value.map(({ id }) => id) : undefined
    },
    forget() {
      groups = undefined
      last = undefined
      averageBytes = undefined
      tailBytes = undefined
      mayMulti = true
      refused = new Set()
      sparingUntil = -Infinity
      memory.gone.clear()
      memory.counted.clear()
    }
  }
}

/** The largest single answer: many small rows are no large reply. */
function largestAnswer(result: RoundResult): number {
  return result.answers.reduce((most: number, answer) => Math.max(most, measureReply(answer)), 0)
}
