import type { Bytes } from '../protocol/bytes'
import type { Stream } from '../stream/stream'
import type { Deque } from './deque'

export interface StringValue {
  type: 'string'
  bytes: Bytes
  /** How Redis would keep it where the bytes alone do not tell: what was edited in place stays raw, a sum of floats is no int. */
  encoding?: 'embstr' | 'raw'
}

export interface ListValue {
  type: 'list'
  items: Deque<Bytes>
}

export interface HashValue {
  type: 'hash'
  fields: Map<Bytes, Bytes>
}

export interface SetValue {
  type: 'set'
  members: Set<Bytes>
}

/** What a key can hold. `type` is the word that TYPE answers. */
export type Value = StringValue | ListValue | HashValue | SetValue | Stream

export type ValueType = Value['type']
export type ValueOf<T extends ValueType> = Extract<Value, { type: T }>
