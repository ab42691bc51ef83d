import type { StreamReading } from '@shared/model/stream-state'
import { replyText } from '@shared/redis/reply-value'
import { decodeText } from './decode-text'
import { ServerError } from '../redis/reply'
import type { Answer } from './round'

type Absent = Exclude<StreamReading, { kind: 'present' }>

/** Text of a simple string answer such as TYPE's, or undefined. */
export function answerText(answer: Answer | undefined): string | undefined {
  return replyText(answer, decodeText)
}

/**
 * Why there is no stream to show, judged by TYPE and by the error prefix of XINFO GROUPS; undefined when there is one.
 * `ERR` of XINFO GROUPS means that the key is missing: the command has no other.
 */
export function classifyAbsence(type: Answer | undefined, groups: Answer | undefined, at: number): Absent | undefined {
  const name = answerText(type)
  if (name === 'none') return { kind: 'missing', at }
  if (name !== undefined && name !== 'stream') return { kind: 'not-a-stream', at, type: name }
  if (!(groups instanceof ServerError)) return undefined
  if (groups.prefix === 'WRONGTYPE') return { kind: 'not-a-stream', at, type: name ?? 'of another type' }
  if (groups.prefix === 'NOPERM') return { kind: 'no-permission', at, needs: 'XINFO on this key (+xinfo, and the key in the user\'s patterns)' }
  if (groups.prefix === 'ERR' && name === undefined) return { kind: 'missing', at }
  return { kind: 'failed', at, message: groups.message }
}
