import { quoteArgument } from '@shared/redis/command-preview'
import { toText } from './bytes'
import type { Reply } from './reply'

const LONGEST = 80

/** A reply in a few words for the command log: short values as redis-cli shows them, lists by their number of items. */
export function summarizeReply(reply: Reply): string {
  if (reply === null) return '(nil)'
  if (typeof reply === 'string') return `(integer) ${reply}`
  if (Array.isArray(reply)) return reply.length === 1 ? '1 item' : `${reply.length} items`
  if (!Buffer.isBuffer(reply)) return ''
  if (reply.length > LONGEST) return `${reply.length} bytes`
  const text = toText(reply)
  return /^[\w:.-]+$/.test(text) ? text : quoteArgument(text)
}
