import type { DeadLetter, RedriveRecord } from '@shared/contract/dead-letters'
import type { Clock } from '@shared/lib/clock'
import { isLabGround } from '@shared/model/lab-ground'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import { quoteArgument } from '@shared/redis/command-preview'
import { marksKey, parseMark, redriveLogKey, splitDeadLetter, type RedriveMark } from '@shared/redis/dead-letter'
import type { Entry } from '@shared/redis/entry'
import { entryIdMilliseconds, parseEntryId, type EntryId } from '@shared/redis/entry-id'
import { findDelivery } from '@shared/redis/find-delivery'
import { parseEntries, parseEntrySizes } from '@shared/redis/parse-entries'
import { parsed, unreadable } from '@shared/redis/parsed'
import { parseXinfoGroups } from '@shared/redis/parse-xinfo'
import { replyText } from '@shared/redis/reply-value'
import { decodeText } from '../observe/decode-text'
import { createRound } from '../observe/round'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { readEntries } from './read-entries'
import { expectAnswer, optionalAnswer, readRound } from './read-round'

const SENDER: Sender = { by: 'observer', who: 'dead letters' }
const LOG_LINES = 200

export interface DeadLettersQuery extends StreamRef {
  /** Letters before this id. */
  from?: EntryId | undefined
  count: number
}

type Marks = Map<EntryId, RedriveMark | 'unreadable'>

async function readMarks(connection: Connection, stream: StreamRef, ids: readonly EntryId[]): Promise<Marks> {
  if (ids.length === 0) return new Map()
  const round = createRound()
  const at = round.add(['HMGET', toArgument(marksKey(stream.key)), ...ids])
  const { answers } = await readRound(connection, round, SENDER, stream)
  const values = expectAnswer(answers, at, { key: marksKey(stream.key) }, (reply) => (Array.isArray(reply) ? parsed([...reply]) : unreadable('HMGET is no list')))
  return new Map(ids.flatMap((id, index): [EntryId, RedriveMark | 'unreadable'][] => {
    const text = replyText(values[index], decodeText)
    return text === undefined ? [] : [[id, parseMark(text) ?? 'unreadable']]
  }))
}

function toDeadLetter(entry: Entry, mark: RedriveMark | 'unreadable' | undefined): DeadLetter {
  const { origin, own } = splitDeadLetter(entry.fields)
  return { id: entry.id, origin, payload: { ...entry, fields: own, fieldCount: own.length + entry.fieldCount - entry.fields.length }, ...(mark !== undefined && { mark }) }
}

/** A page of dead letters, newest first, with where each comes from and whether it was redriven. */
export async function readDeadLetters(connection: Connection, clock: Clock, query: DeadLettersQuery): Promise<{ letters: DeadLetter[]; length: Count; next?: EntryId }> {
  const page = await readEntries(connection, clock, { ...query, direction: 'newest-first', inclusive: false })
  const marks = await readMarks(connection, query, page.entries.map(({ id }) => id))
  const last = page.entries.at(-1)
  return { letters: page.entries.map((entry) => toDeadLetter(entry, marks.get(entry.id))), length: page.length, ...(page.more && last !== undefined && { next: last.id }) }
}

const WHAT = ['redriven', 'undone', 'undone too late'] as const

/** A line of the log; undefined for what others put there. */
function toRecord({ id: line, fields }: Entry): RedriveRecord | undefined {
  const values = new Map(fields.map(({ name, value }) => [name, value]))
  const what = WHAT.find((each) => each === values.get('what'))
  const letter = parseEntryId(values.get('letter') ?? '')
  const id = parseEntryId(values.get('id') ?? '')
  const stream = values.get('stream')
  if (what === undefined || letter === undefined || id === undefined || stream === undefined) return undefined
  return { what, at: entryIdMilliseconds(line) ?? 0, letter, stream, id, by: values.get('by') ?? 'unknown' }
}

/** Why each redrive cannot be taken back now, as far as a look from here can say; the undo itself asks again. */
async function readObstacles(connection: Connection, stream: StreamRef, records: readonly RedriveRecord[], marks: Marks): Promise<RedriveRecord[]> {
  const round = createRound()
  const targets = [...new Set(records.map((record) => record.stream))]
  const groupsAt = new Map(targets.map((key): [ByteText, number] => [key, round.add(['XINFO', 'GROUPS', toArgument(key)])]))
  const places = records.map((record) => (record.what === 'redriven' ? round.add(['XRANGE', toArgument(record.stream), record.id, record.id]) : -1))
  const { answers } = await readRound(connection, round, SENDER, stream)
  const why = (record: RedriveRecord, place: number): string | undefined => {
    const mark = marks.get(record.letter)
    if (record.what !== 'redriven' || mark === undefined || mark === 'unreadable' || mark.id !== record.id) return 'It was undone.'
    if (mark.undoing === true) return 'An undo of it was cut off: whether a consumer had its entry is not known.'
    if (!isLabGround(connection.state(), record.stream)) return 'Sluice deletes entries of labs and sandboxes only.'
    const found = optionalAnswer(answers, place, parseEntrySizes)
    if (found !== undefined && found.length === 0) return 'Its entry is no longer in the stream.'
    const groups = optionalAnswer(answers, groupsAt.get(record.stream) ?? -1, (reply) => parseXinfoGroups(reply, decodeText))
    if (found === undefined || groups === undefined) return 'Its stream cannot be read.'
    const delivered = findDelivery(groups, record.id)
    return delivered === undefined ? undefined : `Group ${quoteArgument(delivered)} was given it.`
  }
  return records.map((record, index) => {
    const notUndone = why(record, places[index] ?? -1)
    return { ...record, ...(notUndone !== undefined && { notUndone }) }
  })
}

/** What was redriven and undone, newest first, and whether it can be undone. */
export async function readRedrives(connection: Connection, stream: StreamRef): Promise<RedriveRecord[]> {
  const round = createRound()
  const at = round.add(['XREVRANGE', toArgument(redriveLogKey(stream.key)), '+', '-', 'COUNT', String(LOG_LINES)])
  const { answers } = await readRound(connection, round, SENDER, stream)
  const lines = expectAnswer(answers, at, { key: redriveLogKey(stream.key) }, (reply) => parseEntries(reply, undefined, decodeText))
  const records = lines.flatMap((line) => toRecord(line) ?? [])
  if (records.length === 0) return []
  return readObstacles(connection, stream, records, await readMarks(connection, stream, [...new Set(records.map(({ letter }) => letter))]))
}
