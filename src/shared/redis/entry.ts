import type { ByteText } from './byte-text'
import type { EntryId } from './entry-id'

/**
 * One field of an entry. Fields are an ordered list, never an object: Redis keeps order and duplicates, and a name
 * may be empty or `__proto__`.
 */
export interface EntryField {
  name: ByteText
  /** The value, or its first bytes when it was cut. */
  value: ByteText
  /** The true length in bytes. Larger than the bytes of `value` when it was cut. */
  valueBytes: number
}

export interface Entry {
  id: EntryId
  fields: EntryField[]
  /** The true number of fields; larger than `fields.length` when the list was cut. */
  fieldCount: number
  /** Sum of the lengths of all names and values, in bytes. */
  bytes: number
  /** True when any value or the list of fields was cut for showing. */
  cut: boolean
}

/** How much of an entry crosses the boundary unasked (TRUST R10). */
export const PREVIEW = { valueBytes: 4096, fields: 256 } as const
