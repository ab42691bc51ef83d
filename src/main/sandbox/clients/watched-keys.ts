import type { Database } from '../keyspace/database'
import type { Bytes } from '../protocol/bytes'
import type { Client } from './client'

interface Watch {
  db: Database
  key: Bytes
  /** Its time had come already when it was watched: that it then goes is no change. */
  expired: boolean
}

/** WATCH: which clients look at which keys, and whose transaction is off because one of them was touched. */
export class WatchedKeys {
  readonly #byClient = new Map<Client, Watch[]>()
  readonly #byKey = new Map<Database, Map<Bytes, Set<Client>>>()
  readonly #touched = new Set<Client>()

  watch(client: Client, db: Database, key: Bytes, now: number): void {
    const watches = this.#byClient.get(client) ?? []
    if (watches.some((watch) => watch.db === db && watch.key === key)) return
    const at = db.expiresAt(key)
    watches.push({ db, key, expired: at !== undefined && at <= now })
    this.#byClient.set(client, watches)
    const keys = this.#byKey.get(db) ?? new Map<Bytes, Set<Client>>()
    this.#byKey.set(db, keys)
    keys.set(key, (keys.get(key) ?? new Set()).add(client))
  }

  /** The key was changed by anybody, the watching client itself too. */
  touch(db: Database, key: Bytes): void {
    for (const client of this.#byKey.get(db)?.get(key) ?? []) {
      const watch = this.#byClient.get(client)?.find((candidate) => candidate.db === db && candidate.key === key)
      if (watch?.expired === true && db.get(key) === undefined) watch.expired = false
      else this.#touched.add(client)
    }
  }

  /** Whether the client's transaction may be carried out: no key was touched, and none has expired since it was watched. */
  holds(client: Client, now: number): boolean {
    if (this.#touched.has(client)) return false
    return !(this.#byClient.get(client) ?? []).some(({ db, key, expired }) => !expired && (db.expiresAt(key) ?? Infinity) <= now)
  }

  forget(client: Client): void {
    this.#touched.delete(client)
    for (const { db, key } of this.#byClient.get(client) ?? []) {
      const keys = this.#byKey.get(db)
      const clients = keys?.get(key)
      clients?.delete(client)
      if (clients?.size === 0) keys?.delete(key)
    }
    this.#byClient.delete(client)
  }
}
