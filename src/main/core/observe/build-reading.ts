import { known, unknown, type Fact } from '@shared/model/fact'
import type { GroupFacts, PendingRow, StreamReading } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import { parseEntrySizes } from '@shared/redis/parse-entries'
import { parseXinfoConsumers, parseXinfoGroups, parseXinfoStream, type XinfoGroup, type XinfoStream } from '@shared/redis/parse-xinfo'
import { parseXpendingRows } from '@shared/redis/parse-xpending'
import type { Parsed } from '@shared/redis/parsed'
import { replyNumber } from '@shared/redis/reply-value'
import { ServerError, type Reply } from '../redis/reply'
import { decodeText } from './decode-text'
import { classifyAbsence } from './classify-answer'
import type { GoneMemory } from './gone-memory'
import { DETAILED_GROUPS, type PlannedRound } from './reading-commands'
import { answerAt, type Answer, type RoundResult } from './round'
import { COUNT_LIMIT, findUndelivered, type CountedAfter, type StreamExtent } from './undelivered'

export interface BuiltReading {
  reading: StreamReading
  /** Set when groups appeared that the round did not ask about: read again with these names. */
  readAgainFor?: ByteText[]
  /** Average payload of the newest entries, where there are any. */
  tailBytes?: number
}

/** What earlier readings of the same stream and epoch found out. */
export interface ReadingMemory {
  gone: GoneMemory
  counted: Map<ByteText, CountedAfter>
}

/** The value of an answer, or undefined when the server refused the command or answered something else. */
function take<T>(answer: Answer | undefined, parse: (reply: Reply) => Parsed<T>): T | undefined {
  if (answer === undefined || answer instanceof ServerError) return undefined
  const result = parse(answer)
  return result.kind === 'ok' ? result.value : undefined
}

export function compareNames(a: ByteText, b: ByteText): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function serverCount(value: Count | null | undefined, at: number, what: string): Fact<Count> {
  if (value === undefined) return unknown(`This server does not tell ${what} (before Redis 7.0).`)
  return value === null ? unknown(`The server does not know ${what}: the group started in the middle, or entries were deleted.`) : known(value, 'server', at)
}

function sparingReason(planned: PlannedRound): string | undefined {
  const { sparing, entryBytes } = planned.plan
  if (!sparing) return undefined
  const size = entryBytes === undefined ? '' : `, about ${(entryBytes / 1024).toFixed(0)} KB each`
  return `Entries are large${size}: what carries whole entries is not read, so the newest ids are not shown here.`
}

/** What this user may not ask of groups: their lists are empty for that reason alone. */
function refusalReason(planned: PlannedRound, answers: readonly Answer[]): string | undefined {
  const mayNotAsk = (at: number | undefined): boolean => {
    const answer = answerAt(answers, at)
    return answer instanceof ServerError && answer.prefix === 'NOPERM'
  }
  const consumers = planned.details.some((detail) => mayNotAsk(detail.consumers))
  const pending = planned.plan.refused.has('XPENDING') || planned.details.some((detail) => mayNotAsk(detail.window))
  const words = [
    ...(consumers ? ['XINFO CONSUMERS is not permitted to this user: which consumers there are is unknown.'] : []),
    ...(pending ? ['XPENDING is not permitted to this user: which entries are pending is unknown.'] : [])
  ]
  return words.length === 0 ? undefined : words.join(' ')
}

/** Remembers what the range after one group's cursor found, for this reading and for those that it still holds for. */
function rememberCount(planned: PlannedRound, answers: readonly Answer[], extent: StreamExtent, memory: ReadingMemory): void {
  const { count } = planned.plan
  const found = take(answerAt(answers, planned.counted), parseEntrySizes)
  if (count === undefined || found === undefined) return
  memory.counted.set(count.group, {
    after: count.after,
    ids: found.map((entry) => entry.id),
    complete: found.length < COUNT_LIMIT,
    at: extent.at,
    ...(extent.entriesAdded !== undefined && { added: extent.entriesAdded }),
    length: extent.length
  })
}

function buildGroup(group: XinfoGroup, planned: PlannedRound, answers: readonly Answer[], extent: StreamExtent, memory: ReadingMemory): GroupFacts | undefined {
  const detail = planned.details.find((asked) => asked.name === group.name)
  if (detail === undefined) return undefined
  const found = take(answerAt(answers, detail.window), (reply) => parseXpendingRows(reply, decodeText)) ?? []
  const rows = found.map((row): PendingRow => {
    const gone = memory.gone.find(row.id, extent)
    return gone === undefined ? row : { ...row, gone }
  })
  const consumers = take(answerAt(answers, detail.consumers), (reply) => parseXinfoConsumers(reply, decodeText)) ?? []
  return {
    name: group.name,
    pending: group.pending,
    lastDeliveredId: group.lastDeliveredId,
    entriesRead: serverCount(group.entriesRead, extent.at, 'how many entries the group has read'),
    lag: serverCount(group.lag, extent.at, 'the lag'),
    undelivered: findUndelivered(group.lastDeliveredId, group.lag, extent, memory.counted.get(group.name)),
    consumers: consumers.sort((a, b) => compareNames(a.name, b.name)),
    window: { rows, complete: rows.length === group.pending, at: extent.at }
  }
}

function toExtent(at: number, length: number, stream: XinfoStream | undefined, tail: readonly StreamExtent['tail'][number][]): StreamExtent {
  return {
    at,
    length,
    tail,
    ...(stream?.firstId !== undefined && { firstId: stream.firstId }),
    ...(stream?.maxDeletedId !== undefined && { maxDeletedId: stream.maxDeletedId }),
    ...(stream?.entriesAdded !== undefined && { entriesAdded: stream.entriesAdded })
  }
}

/** Puts the answers of one round together. Whatever the server did not answer stays unknown. */
export function buildReading(planned: PlannedRound, { answers, atomic }: RoundResult, at: number, memory: ReadingMemory): BuiltReading {
  const absent = classifyAbsence(answerAt(answers, planned.type), answers[planned.groups], at)
  if (absent !== undefined) return { reading: absent }
  const groupsAnswer = answers[planned.groups]
  const parsedGroups = groupsAnswer === undefined || groupsAnswer instanceof ServerError ? undefined : parseXinfoGroups(groupsAnswer, decodeText)
  if (parsedGroups?.kind !== 'ok') return { reading: { kind: 'failed', at, message: parsedGroups?.why ?? 'XINFO GROUPS was not answered.' } }
  const stream = take(answerAt(answers, planned.stream), parseXinfoStream)
  const length = stream?.length ?? take(answerAt(answers, planned.length), lengthOf)
  if (length === undefined) return { reading: { kind: 'no-permission', at, needs: 'XLEN or XINFO STREAM on this key' } }

  const named = parsedGroups.value.sort((a, b) => compareNames(a.name, b.name))
  const detailed = named.slice(0, DETAILED_GROUPS)
  const asked = new Set(planned.details.map((detail) => detail.name))
  if (detailed.some((group) => !asked.has(group.name))) {
    return { reading: { kind: 'failed', at, message: 'Groups are being created faster than they can be read.' }, readAgainFor: detailed.map((group) => group.name) }
  }

  const newest = take(answerAt(answers, planned.tail), parseEntrySizes)
  const tail = newest?.map((entry) => entry.id) ?? []
  const extent = toExtent(at, length, stream, tail)
  for (const check of planned.checks) {
    const found = take(answerAt(answers, check.at), parseEntrySizes)
    if (found !== undefined) memory.gone.learn(check.id, found.length === 0, extent)
  }
  rememberCount(planned, answers, extent, memory)
  const sparing = stream === undefined && planned.stream !== undefined ? 'XINFO STREAM is not permitted to this user: the newest id and the counters are unknown.' : sparingReason(planned)
  const refused = refusalReason(planned, answers)
  return {
    ...(newest !== undefined && newest.length > 0 && { tailBytes: newest.reduce((sum, entry) => sum + entry.bytes, 0) / newest.length }),
    reading: {
      kind: 'present',
      at,
      atomic,
      length,
      entriesAdded: stream === undefined ? unknown('Only XINFO STREAM tells it, and that was not read.') : serverCount(stream.entriesAdded, at, 'how many entries were ever added'),
      ...(stream !== undefined && { lastGeneratedId: stream.lastGeneratedId }),
      ...(stream?.maxDeletedId !== undefined && { maxDeletedId: stream.maxDeletedId }),
      ...(stream?.firstId !== undefined && { firstId: stream.firstId }),
      tail,
      groups: detailed.flatMap((group) => buildGroup(group, planned, answers, extent, memory) ?? []),
      groupsOmitted: named.length - detailed.length,
      ...(sparing !== undefined && { sparing }),
      ...(refused !== undefined && { refused })
    }
  }
}

function lengthOf(reply: Reply): Parsed<number> {
  const value = replyNumber(reply)
  return value === undefined ? { kind: 'unreadable', why: 'XLEN gave no number' } : { kind: 'ok', value }
}
