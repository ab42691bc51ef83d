import type { ServerClock } from '../clock/server-clock'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import { Database } from './database'
import type { Value, ValueOf, ValueType } from './value'

/** The classes of keyspace notifications, by the letters of `notify-keyspace-events`. */
export type EventClass = 'g' | '$' | 'l' | 's' | 'h' | 'z' | 'x' | 't' | 'e' | 'm' | 'n' | 'd'

/** What is told of changes, so that WATCH, blocked clients and notifications need not know each other. */
export interface KeyspaceListener {
  /** A key was changed, made or removed (Redis's signalModifiedKey): transactions that watch it are off. */
  modified(db: Database, key: Bytes): void
  /** Something was added to a key that a blocked client may wait for, or it went or changed its type. */
  ready(db: Database, key: Bytes): void
  /** A notification for keyspace events (Redis's notifyKeyspaceEvent). */
  event(kind: EventClass, event: Bytes, db: Database, key: Bytes): void
}

/**
 * Why a command looks at a key. A reader counts as a hit or a miss, and a miss is told (class m); a writer does neither.
 * Both count as a use, for OBJECT IDLETIME; a glance, such as TTL's or EXISTS's, is a read that does not.
 */
export type Look = 'read' | 'write' | 'glance'

export const DATABASES = 16

const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value'

/** All databases, and the one way to their keys: it lets keys expire when they are looked at and tells of every change. */
export class Keyspace {
  readonly #databases: Database[] = Array.from({ length: DATABASES }, (_, index) => new Database(index, (expiresAt) => this.#noteExpiry(expiresAt)))
  /** No key goes before; it may be that none goes then. */
  soonestExpiry = Infinity
  /** Changes since the start, as `rdb_changes_since_last_save` counts them. */
  changes = 0
  expiredKeys = 0
  /** Keys that commands looked for and found, or did not. */
  hits = 0
  misses = 0

  constructor(
    private readonly clock: ServerClock,
    private readonly listener: KeyspaceListener
  ) {}

  database(index: number): Database | undefined {
    return this.#databases[index]
  }

  get databases(): readonly Database[] {
    return this.#databases
  }

  /** The value of a key that is there, or undefined. A key whose time has come is removed first, with its notification. */
  find(db: Database, key: Bytes, look: Look = 'read'): Value | undefined {
    const value = this.peek(db, key)
    if (value !== undefined && look !== 'glance') db.setUsed(key, this.clock.now())
    if (look === 'write') return value
    if (value !== undefined) this.hits += 1
    else {
      this.misses += 1
      this.notify('m', 'keymiss', db, key)
    }
    return value
  }

  /** As find, but it leaves no trace: for what only looks over the keys, as SCAN and OBJECT do. */
  peek(db: Database, key: Bytes): Value | undefined {
    const value = db.get(key)
    if (value === undefined || !this.isDue(db, key)) return value
    this.#expire(db, key)
    return undefined
  }

  /** Whether a key's time has come: nobody may see it any more, though it is kept until somebody looks for it. */
  isDue(db: Database, key: Bytes): boolean {
    const at = db.expiresAt(key)
    return at !== undefined && at <= this.clock.now()
  }

  resetStatistics(): void {
    this.expiredKeys = 0
    this.hits = 0
    this.misses = 0
  }

  /** As find, for one type; throws WRONGTYPE for another. */
  findTyped<T extends ValueType>(db: Database, key: Bytes, type: T, look: Look = 'read'): ValueOf<T> | undefined {
    const value = this.find(db, key, look)
    if (value === undefined) return undefined
    if (value.type !== type) throw new CommandError(WRONG_TYPE)
    return value as ValueOf<T>
  }

  /** A new value in place of what was there, if anything was; it takes over no expiry. Blocked clients are told. */
  put(db: Database, key: Bytes, value: Value, expiresAt?: number): void {
    const before = db.get(key)
    db.set(key, value, expiresAt)
    db.setUsed(key, this.clock.now())
    if (before === undefined) this.notify('n', 'new', db, key)
    this.modified(db, key)
    // Also a key that was made: whoever waits for its type may go on.
    if (before?.type !== value.type || value.type === 'list' || value.type === 'stream') this.listener.ready(db, key)
  }

  /** Removes a key. The command that did tells of it: `del`, or nothing. */
  remove(db: Database, key: Bytes): boolean {
    if (!db.delete(key)) return false
    this.modified(db, key)
    this.listener.ready(db, key)
    return true
  }

  /** To be called by every command that changed a value in place. */
  modified(db: Database, key: Bytes): void {
    this.changes += 1
    this.listener.modified(db, key)
  }

  /** To be called when something that a client can be blocked for was added to a key. */
  ready(db: Database, key: Bytes): void {
    this.listener.ready(db, key)
  }

  notify(kind: EventClass, event: Bytes, db: Database, key: Bytes): void {
    this.listener.event(kind, event, db, key)
  }

  /** Removes every key whose time has come. */
  expireDue(): void {
    const now = this.clock.now()
    for (const db of this.#databases) for (const key of db.expired(now)) this.#expire(db, key)
    this.soonestExpiry = Math.min(...this.#databases.map((db) => db.soonestExpiry()))
  }

  #noteExpiry(expiresAt: number): void {
    if (expiresAt < this.soonestExpiry) this.soonestExpiry = expiresAt
  }

  /** Empties one database. Gives the number of keys that went. */
  flush(db: Database): number {
    const keys = [...db.keys()]
    db.clear()
    for (const key of keys) {
      this.modified(db, key)
      this.listener.ready(db, key)
    }
    return keys.length
  }

  /** Exchanges what two databases hold. Whoever watches or waits for a key in either of them is told. */
  swap(first: Database, second: Database): void {
    const contents = [first, second].map((db) => [...db.keys()].map((key) => ({ key, value: db.get(key), expiresAt: db.expiresAt(key) })))
    first.clear()
    second.clear()
    for (const [index, db] of [second, first].entries()) {
      for (const { key, value, expiresAt } of contents[index] ?? []) if (value !== undefined) db.set(key, value, expiresAt)
    }
    for (const db of [first, second]) {
      for (const key of new Set(contents.flat().map((slot) => slot.key))) {
        this.modified(db, key)
        this.listener.ready(db, key)
      }
    }
  }

  #expire(db: Database, key: Bytes): void {
    db.delete(key)
    this.expiredKeys += 1
    this.modified(db, key)
    this.notify('x', 'expired', db, key)
    this.listener.ready(db, key)
  }
}
