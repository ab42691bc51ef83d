import { FieldMap } from '../../keyspace/field-map'
import type { Bytes } from '../../protocol/bytes'
import type { Call } from '../command'
import { findOrPut, findToRead } from '../value-access'

/** The hash at the first key, to answer from. */
export function findHash(call: Call): FieldMap | undefined {
  return findToRead(call, call.args[1] as Bytes, 'hash')?.fields
}

/** The hash at the first key, made where there is none. What is made must not stay empty: look for errors before. */
export function findOrPutHash(call: Call): FieldMap {
  return findOrPut(call, call.args[1] as Bytes, 'hash', () => ({ type: 'hash', fields: new FieldMap() })).fields
}
