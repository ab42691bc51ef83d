import { Stream } from '../stream/stream'
import { decodeStream, encodeStream, type StreamSnapshot } from '../stream/stream-snapshot'
import { Deque } from './deque'
import type { Value } from './value'

/** What JSON can hold. Byte strings are its strings: one unit per byte goes through unharmed. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** A value as plain data: its type, then what it holds. */
export function encodeValue(value: Value): Json {
  switch (value.type) {
    case 'string':
      return value.encoding === undefined ? ['string', value.bytes] : ['string', value.bytes, value.encoding]
    case 'list':
      return ['list', [...value.items]]
    case 'hash':
      return ['hash', [...value.fields].flat()]
    case 'set':
      return ['set', [...value.members]]
    case 'stream':
      return ['stream', encodeStream(value) as unknown as Json]
  }
}

export function isBytes(value: Json | undefined): value is string {
  // oxlint-disable-next-line no-control-regex -- every byte is allowed, and nothing beyond a byte
  return typeof value === 'string' && /^[\0-\xff]*$/.test(value)
}

function isBytesList(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every(isBytes)
}

/** The digest around it says that it is what was written; what was never written by this server ends up here. */
function tryDecodeStream(held: Json | undefined): Stream | undefined {
  try {
    return decodeStream(held as unknown as StreamSnapshot)
  } catch {
    return undefined
  }
}

/** The value, or undefined when this is not what encodeValue makes. */
export function decodeValue(json: Json | undefined): Value | undefined {
  if (!Array.isArray(json)) return undefined
  const [type, held, encoding] = json
  if (type === 'string') return isBytes(held) ? { type, bytes: held, ...((encoding === 'raw' || encoding === 'embstr') && { encoding }) } : undefined
  if (type === 'stream') return tryDecodeStream(held)
  // An empty collection is no key.
  if (!isBytesList(held) || held.length === 0) return undefined
  if (type === 'list') return { type, items: Deque.from(held) }
  if (type === 'set') return { type, members: new Set(held) }
  if (type !== 'hash' || held.length % 2 === 1) return undefined
  const fields = new Map<string, string>()
  for (let at = 0; at < held.length; at += 2) fields.set(held[at] as string, held[at + 1] as string)
  return { type, fields }
}

/** A value of its own with the same content: for COPY. */
export function copyValue(value: Value): Value {
  const copy = decodeValue(encodeValue(value))
  if (copy === undefined) throw new Error(`a ${value instanceof Stream ? 'stream' : value.type} could not be copied`)
  return copy
}
