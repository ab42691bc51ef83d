import { parseInt64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import type { StringValue } from './value'

/** Up to so many bytes a string is kept in one piece with its header (`embstr`, since 3.2). */
const LONGEST_EMBEDDED = 44

/** A string as a command like SET makes it: what looks like a whole number of 64 bits is kept as one. */
export function toStringValue(bytes: Bytes): StringValue {
  return parseInt64(bytes) === undefined ? toTextValue(bytes) : { type: 'string', bytes, encoding: 'int' }
}

/** A string that is kept as text, whatever it looks like: INCRBYFLOAT makes such ones. */
export function toTextValue(bytes: Bytes): StringValue {
  return { type: 'string', bytes, encoding: bytes.length <= LONGEST_EMBEDDED ? 'embstr' : 'raw' }
}

/** A string that was changed in place: Redis keeps it ready for more changes. */
export function toRawValue(bytes: Bytes): StringValue {
  return { type: 'string', bytes, encoding: 'raw' }
}
