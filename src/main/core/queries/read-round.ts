import type { ByteText } from '@shared/redis/byte-text'
import type { Parsed } from '@shared/redis/parsed'
import { replyText } from '@shared/redis/reply-value'
import { Fault } from '../fault'
import type { Connection, Sender } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'
import { answerAt, runRound, type Answer, type Round, type RoundResult } from '../observe/round'
import { faultFromError, noSuchStream, notAStream, type Subject } from './fault-from-error'

/** Sends a round of reads; a failure of all of it is a Fault. */
export async function readRound(connection: Connection, round: Round, sender: Sender, subject: Subject): Promise<RoundResult> {
  try {
    return await runRound(connection, round, sender, true)
  } catch (error) {
    throw faultFromError(error, subject)
  }
}

/** The parsed value of an answer that there must be, or a Fault. */
export function expectAnswer<T>(answers: readonly Answer[], place: number, subject: Subject, parse: (reply: Reply) => Parsed<T>): T {
  const answer = answerAt(answers, place) ?? null
  if (answer instanceof ServerError) throw faultFromError(answer, subject)
  const result = parse(answer)
  if (result.kind === 'ok') return result.value
  throw new Fault('server-error', `The server's answer could not be read: ${result.why}.`, 'Check that this server is Redis or Valkey and not a proxy that changes replies.')
}

/** The parsed value of an answer that may be refused. */
export function optionalAnswer<T>(answers: readonly Answer[], place: number, parse: (reply: Reply) => Parsed<T>): T | undefined {
  const answer = answerAt(answers, place)
  if (answer === undefined || answer instanceof ServerError) return undefined
  const result = parse(answer)
  return result.kind === 'ok' ? result.value : undefined
}

/** Checks the answer of TYPE: XRANGE and XLEN of a missing key answer as for an empty stream, and must not look like one. */
export function requireStream(type: Answer | undefined, key: ByteText): void {
  const name = replyText(type)
  if (name === 'none') throw noSuchStream(key)
  if (name !== undefined && name !== 'stream') throw notAStream(key, name)
}
