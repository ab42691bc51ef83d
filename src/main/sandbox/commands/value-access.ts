import type { EventClass } from '../keyspace/keyspace'
import type { ValueOf, ValueType } from '../keyspace/value'
import type { Bytes } from '../protocol/bytes'
import type { Call } from './command'

/** The value at a key, to answer from; undefined where there is no key, WRONGTYPE for another type. */
export function findToRead<T extends ValueType>({ engine, db }: Call, key: Bytes, type: T): ValueOf<T> | undefined {
  return engine.keyspace.findTyped(db, key, type)
}

/** As findToRead, by a command that writes. */
export function findToWrite<T extends ValueType>({ engine, db }: Call, key: Bytes, type: T): ValueOf<T> | undefined {
  return engine.keyspace.findTyped(db, key, type, 'write')
}

/** The value to write to, made and put there where there is no key. */
export function findOrPut<T extends ValueType>(call: Call, key: Bytes, type: T, make: () => ValueOf<T>): ValueOf<T> {
  const known = findToWrite(call, key, type)
  if (known !== undefined) return known
  const value = make()
  call.engine.keyspace.put(call.db, key, value)
  return value
}

/** Tells that the value at a key was changed in place, and how. */
export function tellChange({ engine, db }: Call, key: Bytes, kind: EventClass, event: Bytes): void {
  engine.keyspace.modified(db, key)
  engine.keyspace.notify(kind, event, db, key)
}

/** Removes a key, if it is there, and tells of it. */
export function removeKey({ engine, db }: Call, key: Bytes): boolean {
  if (!engine.keyspace.remove(db, key)) return false
  engine.keyspace.notify('g', 'del', db, key)
  return true
}
