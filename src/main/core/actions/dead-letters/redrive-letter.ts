import type { LetterToSend, RedriveOutcome } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import { marksKey } from '@shared/redis/dead-letter'
import type { EventSink } from '../../live/event-log'
import { toArgument } from '../../redis/bytes'
import type { Connection, Sender } from '../../redis/dispatcher'
import { ServerError, type Reply } from '../../redis/reply'
import { outcomeOfError } from '../to-outcome'
import { planRedrive, redriveReads, toRedrive, watchedKeys, type Redrive, type RedrivePlan } from './plan-redrive'
import { readLetters } from './read-letters'
import { whoActs } from './who-acts'

const SENDER: Sender = { by: 'hand', who: 'redrive' }

/** An EXEC that a change under its WATCH called off did nothing, so it may be tried anew. That is common where others add about once in a round trip, and without hope where they add faster. */
export const TRIES = 64

const BUSY: RedriveOutcome = { kind: 'failed', message: `Nothing was done: others changed the stream within the round trip, each of ${TRIES} times.`, next: 'Try again when less is added to it in a second.' }

/**
 * Puts one dead letter back on its stream and marks it, in one MULTI under WATCH: both happen or neither, and a letter that
 * has a mark is not sent (rule M16). Tells the log. Rejects with a Fault when the connection's mode forbids it.
 */
export async function redriveLetter(connection: Connection, sink: EventSink, stream: StreamRef, { id, fields }: LetterToSend): Promise<RedriveOutcome> {
  try {
    const letter = (await readLetters(connection, stream.key, [id])).get(id)
    const checked = toRedrive(stream.key, id, letter, fields, whoActs(connection))
    if (checked.kind === 'refused') return { kind: 'failed', message: checked.why, next: checked.next }
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const outcome = await tryOnce(connection, checked.redrive)
      if (outcome?.kind === 'ok') {
        sink.append({ kind: 'entries-added', stream: { connection: stream.connection, key: outcome.mark.stream }, by: 'hand', evidence: 'seen', count: 1, ids: [outcome.mark.id] })
      }
      if (outcome !== undefined) return outcome
    }
    return BUSY
  } catch (error) {
    return outcomeOfError(error)
  }
}

/** Undefined when others changed what was watched: nothing was done. */
async function tryOnce(connection: Connection, redrive: Redrive): Promise<RedriveOutcome | undefined> {
  let plan: RedrivePlan | undefined
  const result = await connection.writer.watched(watchedKeys(redrive), redriveReads(redrive), (answers) => {
    plan = planRedrive(redrive, answers)
    return plan.kind === 'send' ? plan.commands : undefined
  }, SENDER)
  if (plan === undefined || result.kind === 'changed') return undefined
  if (plan.kind === 'already') return { kind: 'already', ...(plan.mark !== undefined && { mark: plan.mark }) }
  if (plan.kind === 'refused') return { kind: 'failed', message: plan.why, next: plan.next }
  return result.kind === 'done' ? toOutcome(connection, redrive, plan, result.answers) : undefined
}

/** What EXEC said. Under the WATCH all of it succeeds or none was queued; what a server does otherwise is told as it is. */
async function toOutcome(connection: Connection, { stream, letter }: Redrive, { mark }: Extract<RedrivePlan, { kind: 'send' }>, answers: readonly (Reply | ServerError)[]): Promise<RedriveOutcome> {
  const [added = null, marked = null] = answers
  const isAdded = Buffer.isBuffer(added)
  if (isAdded && marked === '1') return { kind: 'ok', mark }
  if (isAdded) return { kind: 'unknown', message: `It was added as ${mark.id}, but could not be marked.`, next: 'Do not redrive it again: its entry is in the stream.' }
  // The mark is ours alone, and stands for an entry that is not there.
  if (marked === '1') await connection.writer.send(['HDEL', toArgument(marksKey(stream)), letter.id], SENDER)
  return added instanceof ServerError ? outcomeOfError(added) : { kind: 'failed', message: 'The stream is gone: nothing was added.', next: 'Create the stream again, then try again.' }
}
