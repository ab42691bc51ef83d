import type { ValueOf, ValueType } from '../keyspace/value'
import type { Bytes } from '../protocol/bytes'
import type { Call } from './command'

/** The value of that type, undefined where there is no key; throws WRONGTYPE. */
export function findValue<T extends ValueType>({ engine, db }: Call, key: Bytes, type: T): ValueOf<T> | undefined {
  return engine.keyspace.findTyped(db, key, type)
}

/** The value of that type, made and put there when there is none. Told of as a new key (class n, 7.0). */
export function findOrMake<T extends 'list' | 'hash' | 'set'>(call: Call, key: Bytes, type: T, make: () => ValueOf<T>): ValueOf<T> {
  const known = findValue(call, key, type)
  if (known !== undefined) return known
  const value = make()
  call.engine.keyspace.put(call.db, key, value)
  return value
}

/** A collection that is empty is no key any more. */
export function removeIfEmpty({ engine, db }: Call, key: Bytes, size: number): void {
  if (size > 0) return
  engine.keyspace.remove(db, key)
  engine.keyspace.notify('g', 'del', db, key)
}
