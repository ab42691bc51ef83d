import type { LetterToSend } from '@shared/contract/dead-letters'
import type { ByteText } from '@shared/redis/byte-text'
import { quoteArgument } from '@shared/redis/command-preview'
import { formatMark, marksKey, parseMark, REDRIVEN_FROM, redriveLogKey, type RedriveMark } from '@shared/redis/dead-letter'
import { compareEntryIds, nextEntryId, type EntryId } from '@shared/redis/entry-id'
import { parseXinfoStream } from '@shared/redis/parse-xinfo'
import { replyText } from '@shared/redis/reply-value'
import { toArgument, toText } from '../../redis/bytes'
import type { Argument, Command } from '../../redis/dispatcher'
import { ServerError, type Reply } from '../../redis/reply'
import type { Letter } from './read-letters'

/** Lines that the log of redrives keeps at least. */
const LOG_LENGTH = 10_000

/** One dead letter that is to go back where it came from. */
export interface Redrive {
  /** The dead-letter stream. */
  stream: ByteText
  letter: Letter
  /** Where it goes. */
  to: ByteText
  edited: LetterToSend['fields']
  /** Who does it, for the mark. */
  by: string
}

export type RedrivePlan =
  | { kind: 'send'; commands: Command[]; mark: RedriveMark }
  | { kind: 'already'; mark: RedriveMark | undefined }
  | { kind: 'refused'; why: string; next: string }

type Refused = Extract<RedrivePlan, { kind: 'refused' }>
const refused = (why: string, next: string): Refused => ({ kind: 'refused', why, next })

/** What of a dead letter alone stands against redriving it; otherwise the redrive. */
export function toRedrive(stream: ByteText, id: EntryId, letter: Letter | undefined, edited: LetterToSend['fields'], by: string): Refused | { kind: 'redrive'; redrive: Redrive } {
  if (letter === undefined) return refused(`Dead letter ${id} is gone: it was trimmed or deleted.`, 'Read the list again.')
  const to = letter.origin.stream
  if (to === undefined) return refused('It does not say from which stream it comes.', 'Publish its payload by hand, on the stream where it belongs.')
  if (to === stream) return refused('It says that it comes from the dead-letter stream itself.', 'Publish its payload by hand, on the stream where it belongs.')
  if (edited === undefined && letter.own.length === 0) return refused('It has no payload: the entry was gone when it was given up.', 'Write a payload for it, or leave it.')
  return { kind: 'redrive', redrive: { stream, letter, to, edited, by } }
}

/** Nobody may change these between the reads and the writes: the stream that it goes to, the marks and the log. */
export function watchedKeys({ stream, to }: Redrive): Argument[] {
  return [to, marksKey(stream), redriveLogKey(stream)].map(toArgument)
}

/** What the plan needs to know of the server. */
export function redriveReads({ stream, letter, to }: Redrive): Command[] {
  return [
    ['HMGET', toArgument(marksKey(stream)), letter.id], ['TYPE', toArgument(to)], ['XINFO', 'STREAM', toArgument(to)], ['TYPE', toArgument(redriveLogKey(stream))], ['TIME']
  ]
}

/** Milliseconds of TIME's reply: seconds and microseconds. */
export function parseTime(reply: Reply | ServerError | undefined): number | undefined {
  const parts: readonly unknown[] = Array.isArray(reply) ? reply : []
  const [seconds, micros] = parts.map((part) => Number(replyText(part)))
  const at = Math.floor((seconds ?? Number.NaN) * 1000 + (micros ?? Number.NaN) / 1000)
  return Number.isFinite(at) ? at : undefined
}

/** The mark of one dead letter in HMGET's reply; `unreadable` when something else than ours stands there. */
export function readMark(reply: Reply | undefined): RedriveMark | 'unreadable' | undefined {
  const text = replyText(Array.isArray(reply) ? reply[0] : undefined, toText)
  return text === undefined ? undefined : (parseMark(text) ?? 'unreadable')
}

/** A line of the log of redrives. */
export function logCommand(stream: ByteText, what: string, letter: EntryId, mark: RedriveMark): Command {
  return ['XADD', toArgument(redriveLogKey(stream)), 'MAXLEN', '~', String(LOG_LENGTH), '*', 'what', what, 'letter', letter, 'stream', toArgument(mark.stream), 'id', mark.id, 'by', toArgument(mark.by)]
}

/** The id that the server itself would give now. It is chosen here so that the mark, which is written with it, can name it. */
function chooseId(now: number, last: EntryId): EntryId | undefined {
  const clockId: EntryId = `${now}-0`
  return compareEntryIds(clockId, last) > 0 ? clockId : nextEntryId(last)
}

/** The commands of one MULTI by what was read, or why there are none. Pure. */
export function planRedrive({ stream, letter, to, edited, by }: Redrive, answers: readonly (Reply | ServerError)[]): RedrivePlan {
  const [marked, type, info, logType, time] = answers
  const error = [marked, type, logType, time].find((answer) => answer instanceof ServerError)
  if (error instanceof ServerError) return refused(`The server answered: ${error.message}`, 'See what stands in the way, then try again.')
  const known = readMark(marked instanceof ServerError ? undefined : marked)
  if (known !== undefined) return { kind: 'already', mark: known === 'unreadable' ? undefined : known }
  const kind = replyText(type)
  if (kind === 'none') return refused(`Its stream ${quoteArgument(to)} is gone.`, 'Create the stream again, or publish the payload elsewhere by hand.')
  if (kind !== 'stream') return refused(`${quoteArgument(to)} is not a stream but a ${kind ?? 'key that cannot be read'}.`, 'Publish the payload elsewhere by hand.')
  const log = replyText(logType)
  if (log !== 'none' && log !== 'stream') return refused(`${quoteArgument(redriveLogKey(stream))}, where redrives are noted, is a ${log ?? 'key that cannot be read'}.`, 'Rename that key, then try again.')
  if (info instanceof ServerError) return refused(`The server answered: ${info.message}`, 'Ask for +xinfo on this stream, then try again.')
  const facts = parseXinfoStream(info)
  const now = parseTime(time)
  const id = facts.kind === 'ok' && now !== undefined ? chooseId(now, facts.value.lastGeneratedId) : undefined
  if (id === undefined || now === undefined) return refused(`No id is free on ${quoteArgument(to)}.`, 'Its last id is the largest there is: use another stream.')
  const mark: RedriveMark = { at: now, stream: to, id, by }
  const own = edited === undefined ? letter.own : edited.flatMap(({ name, value }) => [toArgument(name), toArgument(value)])
  return {
    kind: 'send', mark,
    commands: [
      ['XADD', toArgument(to), 'NOMKSTREAM', id, REDRIVEN_FROM, letter.id, ...own],
      ['HSETNX', toArgument(marksKey(stream)), letter.id, toArgument(formatMark(mark))],
      logCommand(stream, 'redriven', letter.id, mark)
    ]
  }
}
