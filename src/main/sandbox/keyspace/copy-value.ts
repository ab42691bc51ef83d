import { decodeStream, encodeStream } from '../stream/stream-snapshot'
import { Deque } from './deque'
import { FieldMap } from './field-map'
import { MemberSet } from './member-set'
import type { Value } from './value'

/** A value of its own with the same content: what is done to one of them does not touch the other. */
export function copyValue(value: Value): Value {
  switch (value.type) {
    case 'string':
      return value
    case 'list':
      return { type: 'list', items: Deque.from(value.items) }
    case 'hash':
      return { type: 'hash', fields: FieldMap.copyOf(value.fields) }
    case 'set':
      return { type: 'set', members: MemberSet.copyOf(value.members) }
    case 'stream':
      return decodeStream(encodeStream(value))
  }
}
