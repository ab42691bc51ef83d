import type { EntriesPage } from '@shared/contract/streams'
import type { Clock } from '@shared/lib/clock'
import type { StreamRef } from '@shared/model/stream-ref'
import type { Entry } from '@shared/redis/entry'
import { nextEntryId, previousEntryId, type EntryId } from '@shared/redis/entry-id'
import { parseEntries, parseEntrySizes, WHOLE } from '@shared/redis/parse-entries'
import { parsed, unreadable, type Parsed } from '@shared/redis/parsed'
import { replyNumber } from '@shared/redis/reply-value'
import { Fault } from '../fault'
import { decodeText } from '../observe/decode-text'
import { estimateEntryBytes } from '../observe/entry-size'
import { answerAt, createRound } from '../observe/round'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import type { Reply } from '../redis/reply'
import { expectAnswer, optionalAnswer, readRound, requireStream } from './read-round'

const SENDER: Sender = { by: 'observer', who: 'entries' }

/** Payload that one page may bring from the server, and that one entry may bring to the page. Bytes. */
export const PAGE_BYTES = 8 * 1024 * 1024

export interface EntriesQuery extends StreamRef {
  direction: 'newest-first' | 'oldest-first'
  from?: EntryId | undefined
  inclusive: boolean
  count: number
}

function parseLength(reply: Reply): Parsed<number> {
  const value = replyNumber(reply)
  return value === undefined ? unreadable('XLEN is no number') : parsed(value)
}

/** Where the page starts. Computed here, because `(id` ranges came only with 6.2; undefined when nothing can follow. */
function startOf({ direction, from, inclusive }: EntriesQuery): string | undefined {
  if (from === undefined) return direction === 'newest-first' ? '+' : '-'
  if (inclusive) return from
  return direction === 'newest-first' ? previousEntryId(from) : nextEntryId(from)
}

/**
 * A page of entries in either direction. Its cost does not depend on the length of the stream: XRANGE seeks. When entries
 * are large, the page is shorter than asked and `more` says so.
 */
export async function readEntries(connection: Connection, clock: Clock, query: EntriesQuery): Promise<EntriesPage> {
  const start = clock.monotonic()
  const key = toArgument(query.key)
  const first = createRound()
  const typeAt = first.add(['TYPE', key])
  const lengthAt = first.add(['XLEN', key])
  const memoryAt = first.add(['MEMORY', 'USAGE', key])
  const from = startOf(query)
  const newestFirst = query.direction === 'newest-first'
  const range = (count: number): string[] => (newestFirst ? ['-', 'COUNT', String(count)] : ['+', 'COUNT', String(count)])
  const command = newestFirst ? 'XREVRANGE' : 'XRANGE'
  const sampleAt = from === undefined ? undefined : first.add([command, key, from, ...range(1)])
  const about = await readRound(connection, first, SENDER, query)
  requireStream(answerAt(about.answers, typeAt), query.key)
  const expected = expectAnswer(about.answers, lengthAt, query, parseLength)
  const memory = replyNumber(answerAt(about.answers, memoryAt))
  // The average says nothing of large entries that came after a million small ones: the first of the page does.
  const sample = sampleAt === undefined ? undefined : optionalAnswer(about.answers, sampleAt, parseEntrySizes)?.[0]?.bytes
  const entryBytes = Math.max(estimateEntryBytes(memory, expected, 0) ?? 0, sample ?? 0)
  const count = Math.max(1, Math.min(query.count, Math.floor(PAGE_BYTES / Math.max(1, entryBytes))))

  const round = createRound()
  const pageLengthAt = round.add(['XLEN', key])
  const pageAt = from === undefined ? undefined : round.add([command, key, from, ...range(count)])
  // The ends of the stream carry their payload too: not asked for when entries are large.
  const endsAffordable = entryBytes < PAGE_BYTES / 8
  const firstAt = endsAffordable ? round.add(['XRANGE', key, '-', '+', 'COUNT', '1']) : undefined
  const lastAt = endsAffordable ? round.add(['XREVRANGE', key, '+', '-', 'COUNT', '1']) : undefined
  const { answers } = await readRound(connection, round, SENDER, query)
  const entries = pageAt === undefined ? [] : expectAnswer(answers, pageAt, query, (reply) => parseEntries(reply, undefined, decodeText))
  const length = expectAnswer(answers, pageLengthAt, query, parseLength)
  const firstId = firstAt === undefined ? undefined : optionalAnswer(answers, firstAt, parseEntrySizes)?.[0]?.id
  const lastId = lastAt === undefined ? undefined : optionalAnswer(answers, lastAt, parseEntrySizes)?.[0]?.id
  const edge = newestFirst ? firstId : lastId
  const lastOfPage = entries[entries.length - 1]
  return {
    entries,
    length,
    ...(firstId !== undefined && { firstId }),
    ...(lastId !== undefined && { lastId }),
    more: entries.length === count && lastOfPage?.id !== edge,
    tookMs: clock.monotonic() - start
  }
}

/** One entry with whole values; undefined when it is not in the stream. */
export async function readEntry(connection: Connection, stream: StreamRef, id: EntryId): Promise<Entry | undefined> {
  const key = toArgument(stream.key)
  const round = createRound()
  const typeAt = round.add(['TYPE', key])
  const entryAt = round.add(['XRANGE', key, id, id])
  const { answers } = await readRound(connection, round, { by: 'observer', who: 'entry' }, stream)
  requireStream(answerAt(answers, typeAt), stream.key)
  const size = expectAnswer(answers, entryAt, stream, parseEntrySizes)[0]?.bytes ?? 0
  if (size > PAGE_BYTES) {
    throw new Fault('too-large', `Entry ${id} has ${(size / 1024 / 1024).toFixed(1)} MB: more than the ${PAGE_BYTES / 1024 / 1024} MB that are shown.`, `Read it with redis-cli: XRANGE <key> ${id} ${id}`)
  }
  return expectAnswer(answers, entryAt, stream, (reply) => parseEntries(reply, WHOLE, decodeText))[0]
}

