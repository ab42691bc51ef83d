import type { UndoOutcome } from '@shared/contract/dead-letters'
import { isLabGround } from '@shared/model/lab-ground'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { formatMark, marksKey, redriveLogKey, type RedriveMark } from '@shared/redis/dead-letter'
import type { EntryId } from '@shared/redis/entry-id'
import { findDelivery } from '@shared/redis/find-delivery'
import { parseXinfoGroups, type XinfoGroup } from '@shared/redis/parse-xinfo'
import { nameOf } from './name-of'
import { toArgument, toText } from '../../redis/bytes'
import type { Command, Connection, Sender } from '../../redis/dispatcher'
import { ServerError, type Reply } from '../../redis/reply'
import { outcomeOfError } from '../to-outcome'
import { logCommand, readMark } from './plan-redrive'
import { TRIES } from './redrive-letter'

const SENDER: Sender = { by: 'hand', who: 'undo redrive' }
type Answers = readonly (Reply | ServerError)[]

const failed = (message: string, next: string): UndoOutcome => ({ kind: 'failed', message, next })
const isList = (answer: Reply | ServerError | undefined): boolean => Array.isArray(answer) && answer.length > 0

/** XINFO GROUPS, and for each group known before whether it holds the entry: what says who was given it. */
function standingReads({ stream, id }: RedriveMark, groups: readonly ByteText[]): Command[] {
  const key = toArgument(stream)
  return [['XINFO', 'GROUPS', key], ...groups.map((group): Command => ['XPENDING', key, toArgument(group), id, id, '1'])]
}

function parseStanding([info, ...pending]: Answers, id: EntryId, groups: readonly ByteText[]): { groups: XinfoGroup[]; delivered: ByteText | undefined } | undefined {
  const parsed = info instanceof ServerError ? undefined : parseXinfoGroups(info, toText)
  if (parsed?.kind !== 'ok') return undefined
  const holds = new Set(groups.filter((_group, index) => isList(pending[index])))
  return { groups: parsed.value, delivered: findDelivery(parsed.value, id, (group) => holds.has(group)) }
}

/**
 * Takes a redrive back while no group was given its entry: XDEL, and the mark is off. WATCH does not see XREADGROUP, so the
 * same MULTI also reads who was given the entry by then. Until that is known the mark stays, as `undoing`: whatever a
 * consumer got in that instant is not sent again (rule M17). XDEL is for lab ground alone.
 */
export async function undoRedrive(connection: Connection, { key, id }: StreamRef & { id: EntryId }): Promise<UndoOutcome> {
  try {
    const mark = readMark(await connection.observer.send(['HMGET', toArgument(marksKey(key)), id], SENDER))
    if (mark === undefined || mark === 'unreadable') return failed('It is not marked as redriven any more.', 'Read the list again.')
    if (!isLabGround(connection.state(), mark.stream)) return failed('Sluice deletes entries of labs and sandboxes only.', 'Delete it with redis-cli, if it has to be.')
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const outcome = await tryOnce(connection, key, id, mark)
      if (outcome !== undefined) return outcome
    }
    return failed('Nothing was sent: the stream was changed by others each time.', 'Try again when less is added to it in a second.')
  } catch (error) {
    return outcomeOfError(error)
  }
}

/** Undefined when others changed what was watched: nothing was done. */
async function tryOnce(connection: Connection, key: ByteText, letter: EntryId, mark: RedriveMark): Promise<UndoOutcome | undefined> {
  const info = parseXinfoGroups(await connection.observer.send(['XINFO', 'GROUPS', toArgument(mark.stream)], SENDER), toText)
  const names = info.kind === 'ok' ? info.value.map(({ name }) => name) : []
  const marks = toArgument(marksKey(key))
  const stream = toArgument(mark.stream)
  let refusal: UndoOutcome | undefined
  const reads: Command[] = [['HMGET', marks, letter], ['XRANGE', stream, mark.id, mark.id], ...standingReads(mark, names)]
  const result = await connection.writer.watched([stream, marks, toArgument(redriveLogKey(key))], reads, ([marked, entry, ...rest]) => {
    const now = readMark(marked instanceof ServerError ? undefined : marked)
    const standing = parseStanding(rest, mark.id, names)
    refusal = now === undefined || now === 'unreadable' || now.id !== mark.id ? failed('It is not marked as redriven any more.', 'Read the list again.')
      : now.undoing === true ? failed('It is being undone, or an undo of it was cut off.', 'Look at the stream: if a consumer had its entry is not known.')
      : !isList(entry) ? failed(`${mark.id} is no longer in the stream.`, 'It was trimmed or deleted: whether it was processed is not known.')
      : standing === undefined ? failed('Who was given it could not be read.', 'Ask for +xinfo on this stream, then try again.')
      : standing.delivered !== undefined ? failed(`${nameOf(standing.delivered)} was given it.`, 'What a consumer got cannot be taken back.')
      : undefined
    return refusal === undefined ? [['XDEL', stream, mark.id], ['HSET', marks, letter, toArgument(formatMark({ ...mark, undoing: true }))], ...standingReads(mark, names)] : undefined
  }, SENDER)
  if (refusal !== undefined) return refusal
  if (result.kind !== 'done') return undefined
  const [deleted = null, , ...rest] = result.answers
  if (deleted instanceof ServerError) return outcomeOfError(deleted)
  const after = parseStanding(rest, mark.id, names)
  return finish(connection, key, letter, mark, after === undefined ? undefined : { delivered: after.delivered })
}

/** Puts the mark where it belongs, by what the MULTI read of the moment of the XDEL. */
async function finish(connection: Connection, key: ByteText, letter: EntryId, mark: RedriveMark, standing: { delivered: ByteText | undefined } | undefined): Promise<UndoOutcome> {
  const unsure: UndoOutcome = { kind: 'unknown', message: `${mark.id} was deleted, but whether a consumer had it by then is not known.`, next: 'The dead letter keeps its mark. Look at what the consumers did before you publish its payload by hand.' }
  if (standing === undefined) return unsure
  const marks = toArgument(marksKey(key))
  const isLate = standing.delivered !== undefined
  try {
    const answers = await connection.writer.transaction([
      isLate ? ['HSET', marks, letter, toArgument(formatMark(mark))] : ['HDEL', marks, letter],
      logCommand(key, isLate ? 'undone too late' : 'undone', letter, mark)
    ], SENDER)
    if (answers[0] instanceof ServerError) return unsure
  } catch (error) {
    if (error instanceof Error) return { ...unsure, message: `${unsure.message} ${error.message}` }
    throw error
  }
  return isLate
    ? failed(`${nameOf(standing.delivered ?? '')} was given it in that very instant: it is out of the stream, and stays reprocessed.`, 'See in that group what its consumer made of it.')
    : { kind: 'ok' }
}
