import { toStringValue } from '../../keyspace/string-value'
import type { Bytes } from '../../protocol/bytes'
import type { Call } from '../command'

/** Puts a string in place of whatever was there, as SET does, and tells of it. */
export function putString({ engine, db }: Call, key: Bytes, bytes: Bytes, expiresAt?: number): void {
  engine.keyspace.put(db, key, toStringValue(bytes), expiresAt)
  engine.keyspace.notify('$', 'set', db, key)
}
