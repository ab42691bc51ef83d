import type { Bytes } from '../protocol/bytes'
import { decodeStream, encodeStream, type StreamSnapshot } from '../stream/stream-snapshot'
import { Deque } from './deque'
import { FieldMap } from './field-map'
import { MemberSet } from './member-set'
import { toStringValue } from './string-value'
import type { Value } from './value'

/** What JSON can hold. Byte strings are its strings: one unit per byte goes through unharmed. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** A value as plain data: its type, then what it holds. How Redis would keep it is found anew when it is read, as RESTORE does. */
export function encodeValue(value: Value): Json {
  switch (value.type) {
    case 'string':
      return ['string', value.bytes]
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

/** The value, or undefined when this is not what encodeValue makes. */
export function decodeValue(json: Json | undefined): Value | undefined {
  if (!Array.isArray(json) || json.length !== 2) return undefined
  const [type, held] = json
  if (type === 'string') return isBytes(held) ? toStringValue(held) : undefined
  if (type === 'stream') return tryDecodeStream(held)
  // An empty collection is no key.
  if (!Array.isArray(held) || held.length === 0 || !held.every(isBytes)) return undefined
  if (type === 'list') return { type, items: Deque.from(held) }
  if (type === 'set') return decodeSet(held)
  return type === 'hash' ? decodeHash(held) : undefined
}

export function isBytes(value: Json | undefined): value is Bytes {
  // oxlint-disable-next-line no-control-regex -- every byte is allowed, and nothing beyond a byte
  return typeof value === 'string' && /^[\0-\xff]*$/.test(value)
}

/** What carries a value has a digest over it, so this was written by encodeStream; if not, reading it stumbles. */
function tryDecodeStream(held: Json | undefined): Value | undefined {
  try {
    return decodeStream(held as unknown as StreamSnapshot)
  } catch {
    return undefined
  }
}

function decodeSet(held: readonly Bytes[]): Value | undefined {
  const members = MemberSet.from(held)
  return members.size === held.length ? { type: 'set', members } : undefined
}

function decodeHash(held: readonly Bytes[]): Value | undefined {
  const fields = new FieldMap()
  for (let at = 0; at < held.length; at += 2) {
    const [field, value] = [held[at], held[at + 1]]
    if (field === undefined || value === undefined || !fields.set(field, value)) return undefined
  }
  return { type: 'hash', fields }
}
