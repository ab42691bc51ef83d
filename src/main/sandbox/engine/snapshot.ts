import { DATABASES } from '../keyspace/keyspace'
import { seal, unseal } from '../keyspace/sealed-text'
import { decodeValue, encodeValue, isBytes, type Json } from '../keyspace/value-codec'
import type { Value } from '../keyspace/value'
import { CONFIG_PARAMETERS, type ConfigParameter } from '../commands/server/config-parameters'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import type { Engine } from './engine'

const MAGIC = 'SLUICE-SNAPSHOT-1\n'
const BAD = new CommandError('ERR this is no snapshot of this server, or it did not arrive whole')

interface SnapshotKey {
  db: number
  key: Bytes
  value: Value
  expiresAt: number | undefined
}

/** Settings that are of this server and not of what it holds. */
const OWN_SETTINGS = new Set(['requirepass', 'maxclients'])

function settable(): [string, ConfigParameter][] {
  return [...CONFIG_PARAMETERS].filter(([name, { parse }]) => parse !== undefined && !OWN_SETTINGS.has(name))
}

/** Everything that the server holds: all keys of all databases with their times to go, its settings but for the password, and the clock. Not its clients. */
export function encodeSnapshot(engine: Engine): Bytes {
  const keys: Json[] = []
  for (const db of engine.keyspace.databases) {
    for (const key of db.keys()) {
      const value = db.get(key)
      if (value !== undefined) keys.push([db.index, key, db.expiresAt(key) ?? null, encodeValue(value)])
    }
  }
  const config = Object.fromEntries(settable().map(([name, parameter]) => [name, parameter.get(engine)]))
  return seal(MAGIC, { now: engine.clock.now(), config, keys })
}

function decodeKey(json: Json): SnapshotKey {
  const [db, key, expiresAt, held] = Array.isArray(json) ? json : []
  const value = decodeValue(held)
  if (typeof db !== 'number' || !(db >= 0 && db < DATABASES) || !isBytes(key) || value === undefined) throw BAD
  if (expiresAt !== null && typeof expiresAt !== 'number') throw BAD
  return { db, key, value, expiresAt: expiresAt ?? undefined }
}

function isRecord(json: Json | undefined): json is Record<string, Json> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** A setting that this server does not know is from a newer one, and left out. */
function decodeConfig(json: Json | undefined): ((engine: Engine) => void)[] {
  if (!isRecord(json)) throw BAD
  return settable().flatMap(([name, parameter]) => {
    const value = json[name]
    if (value === undefined) return []
    const parsed = typeof value === 'string' ? parameter.parse?.(value) : undefined
    if (parsed === undefined || 'wrong' in parsed) throw BAD
    return parsed.apply
  })
}

/** Reads all of it before anything is touched. Throws CommandError for what is no snapshot. */
export function decodeSnapshot(text: Bytes): { restore: (engine: Engine) => void } {
  const json = unseal(MAGIC, text)
  if (!isRecord(json) || typeof json['now'] !== 'number' || !Array.isArray(json['keys'])) throw BAD
  const now = json['now']
  const changes = decodeConfig(json['config'])
  const keys = json['keys'].map(decodeKey)
  return {
    /** The clock is held at the time of the snapshot: otherwise it would have gone on before anybody could look. */
    restore(engine) {
      const { keyspace, clock } = engine
      for (const change of changes) change(engine)
      for (const db of keyspace.databases) keyspace.flush(db)
      clock.restore(now)
      for (const { db, key, value, expiresAt } of keys) {
        const database = keyspace.database(db)
        if (database !== undefined) keyspace.put(database, key, value, expiresAt)
      }
    }
  }
}
