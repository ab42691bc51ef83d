import type { Bytes } from '../protocol/bytes'
import { DenseMap } from './dense-map'

/** `hash-max-listpack-entries` and `hash-max-listpack-value`, as Redis has them unless it is told otherwise. */
const MOST_FIELDS = 512
const LONGEST_TEXT = 64

/** Fields and values of a hash. It knows how Redis would keep them: as a listpack until it once outgrew that. */
export class FieldMap extends DenseMap<Bytes> {
  #outgrown = false

  static copyOf(other: FieldMap): FieldMap {
    const copy = new FieldMap()
    for (const [field, value] of other) copy.set(field, value)
    copy.#outgrown = other.#outgrown
    return copy
  }

  get encoding(): 'listpack' | 'hashtable' {
    return this.#outgrown ? 'hashtable' : 'listpack'
  }

  override set(field: Bytes, value: Bytes): boolean {
    const isNew = super.set(field, value)
    if (this.size > MOST_FIELDS || field.length > LONGEST_TEXT || value.length > LONGEST_TEXT) this.#outgrown = true
    return isNew
  }
}
