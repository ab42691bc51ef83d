import type { Bytes } from './bytes'
import { DoubleReply, ErrorReply, InlineReplies, MapReply, NilArray, PushReply, SetReply, SimpleString, VerbatimText, WrittenReply, type Reply } from './reply'

const LINE_BREAKS = /[\r\n]/g

function writeBulk(bytes: Bytes): string {
  return `$${bytes.length}\r\n${bytes}\r\n`
}

function writeItems(head: string, items: readonly Reply[], protocol: 2 | 3): string {
  let out = `${head}${items.length}\r\n`
  for (const item of items) out += writeReply(item, protocol)
  return out
}

function writeMap({ pairs }: MapReply, protocol: 2 | 3): string {
  let out = protocol === 3 ? `%${pairs.length}\r\n` : `*${pairs.length * 2}\r\n`
  for (const [key, value] of pairs) out += writeReply(key, protocol) + writeReply(value, protocol)
  return out
}

/** As printf's %.17g, which is what Redis writes: the shortest text that reads back as the same number. */
export function formatDouble(value: number): string {
  if (value === Infinity) return 'inf'
  if (value === -Infinity) return '-inf'
  return Number.isNaN(value) ? 'nan' : String(value)
}

function writeObject(reply: Exclude<Reply, string | number | bigint | null>, protocol: 2 | 3): string {
  if (reply instanceof SimpleString) return `+${reply.text}\r\n`
  // A line break inside would end the line, and what follows would be taken for another reply.
  if (reply instanceof ErrorReply) return `-${reply.message.replace(LINE_BREAKS, ' ')}\r\n`
  if (reply instanceof NilArray) return protocol === 3 ? '_\r\n' : '*-1\r\n'
  if (reply instanceof MapReply) return writeMap(reply, protocol)
  if (reply instanceof SetReply) return writeItems(protocol === 3 ? '~' : '*', reply.items, protocol)
  if (reply instanceof PushReply) return writeItems(protocol === 3 ? '>' : '*', reply.items, protocol)
  if (reply instanceof DoubleReply) return protocol === 3 ? `,${formatDouble(reply.value)}\r\n` : writeBulk(formatDouble(reply.value))
  if (reply instanceof InlineReplies) return reply.replies.map((inner) => writeReply(inner, protocol)).join('')
  if (reply instanceof WrittenReply) return reply.text
  if (reply instanceof VerbatimText) return protocol === 3 ? `=${reply.text.length + 4}\r\ntxt:${reply.text}\r\n` : writeBulk(reply.text)
  return writeItems('*', reply, protocol)
}

/** A reply as it goes over the wire, one unit per byte. */
export function writeReply(reply: Reply, protocol: 2 | 3): string {
  if (typeof reply === 'string') return writeBulk(reply)
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}\r\n`
  if (reply === null) return protocol === 3 ? '_\r\n' : '$-1\r\n'
  return writeObject(reply, protocol)
}
