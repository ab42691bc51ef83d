import type { Bytes } from '../protocol/bytes'
import type { Stream } from '../stream/stream'
import type { Deque } from './deque'
import type { FieldMap } from './field-map'
import type { MemberSet } from './member-set'

/** Strings are never changed in place: a changed one is put in place of the other. */
export interface StringValue {
  readonly type: 'string'
  readonly bytes: Bytes
  /** How Redis would keep it: this depends on what was done to it, not only on what it is. */
  readonly encoding: 'int' | 'embstr' | 'raw'
}

export interface ListValue {
  readonly type: 'list'
  readonly items: Deque<Bytes>
}

export interface HashValue {
  readonly type: 'hash'
  readonly fields: FieldMap
}

export interface SetValue {
  readonly type: 'set'
  readonly members: MemberSet
}

/** What a key can hold. `type` is the word that TYPE answers. Collections are never empty: the last element takes the key with it. */
export type Value = StringValue | ListValue | HashValue | SetValue | Stream

export type ValueType = Value['type']
export type ValueOf<T extends ValueType> = Extract<Value, { type: T }>
