import type { ServerClock } from '../clock/server-clock'
import type { Client } from '../clients/client'
import type { BlockRequest } from '../commands/command'
import type { Database } from '../keyspace/database'
import type { Bytes } from '../protocol/bytes'
import type { Reply } from '../protocol/reply'

interface Blocked {
  client: Client
  db: Database
  request: BlockRequest
  cancelAlarm: () => void
}

export interface BlockedClientsListener {
  /** What a waiting command threw when it was tried again, as its answer. */
  toError(client: Client, error: unknown): Reply
  /** A client has its answer, or goes without one: it is to be sent, and what the client sent meanwhile to be carried out. */
  unblocked(client: Client, reply: Reply | undefined): void
}

/**
 * Clients that wait for keys. Each key has its line, served first come first served; a key that became ready during a
 * command is served when that command, or the whole transaction around it, is over (as in Redis), in the order in which
 * keys became ready.
 */
export class BlockedClients {
  readonly #lines = new Map<Database, Map<Bytes, Set<Blocked>>>()
  readonly #byClient = new Map<Client, Blocked>()
  #ready = new Map<Database, Set<Bytes>>()

  constructor(
    private readonly clock: ServerClock,
    private readonly listener: BlockedClientsListener
  ) {}

  get size(): number {
    return this.#byClient.size
  }

  isBlocked(client: Client): boolean {
    return this.#byClient.has(client)
  }

  block(client: Client, db: Database, request: BlockRequest): void {
    const { timeoutMs, keys } = request.options
    const blocked: Blocked = { client, db, request, cancelAlarm: () => undefined }
    if (timeoutMs > 0) blocked.cancelAlarm = this.clock.alarm(this.clock.exact() + timeoutMs, () => this.#timeOut(blocked))
    this.#byClient.set(client, blocked)
    const lines = this.#lines.get(db) ?? new Map<Bytes, Set<Blocked>>()
    this.#lines.set(db, lines)
    for (const key of keys) lines.set(key, (lines.get(key) ?? new Set()).add(blocked))
  }

  /** Ends a wait from outside: CLIENT UNBLOCK with its reply, or a connection that went, with none. False when it did not wait. */
  release(client: Client, reply: Reply | undefined): boolean {
    const blocked = this.#byClient.get(client)
    if (blocked === undefined) return false
    this.#finish(blocked, reply)
    return true
  }

  /** What the client's command would have answered when its time is up, for CLIENT UNBLOCK … TIMEOUT. */
  timeOut(client: Client): boolean {
    const blocked = this.#byClient.get(client)
    if (blocked === undefined) return false
    this.#timeOut(blocked)
    return true
  }

  /** Notes that a key may serve somebody; does nothing when nobody waits for it. */
  markReady(db: Database, key: Bytes): void {
    if (!(this.#lines.get(db)?.has(key) ?? false)) return
    this.#ready.set(db, (this.#ready.get(db) ?? new Set()).add(key))
  }

  /** Serves everybody who can be. Serving may make further keys ready; they are served as well. */
  serve(): void {
    while (this.#ready.size > 0) {
      const ready = this.#ready
      this.#ready = new Map()
      for (const [db, keys] of ready) {
        for (const key of keys) {
          // A copy: those who are served leave the line, and one may join it again at once.
          const line = [...(this.#lines.get(db)?.get(key) ?? [])]
          for (const blocked of line) {
            if (this.#byClient.get(blocked.client) !== blocked) continue
            const reply = this.#retry(blocked, key)
            if (reply !== undefined) this.#finish(blocked, reply)
          }
        }
      }
    }
  }

  #finish(blocked: Blocked, reply: Reply | undefined): void {
    blocked.cancelAlarm()
    this.#byClient.delete(blocked.client)
    blocked.request.options.onEnd?.()
    const lines = this.#lines.get(blocked.db)
    for (const key of blocked.request.options.keys) {
      const line = lines?.get(key)
      line?.delete(blocked)
      if (line?.size === 0) lines?.delete(key)
    }
    this.listener.unblocked(blocked.client, reply)
  }

  #retry({ client, request }: Blocked, key: Bytes): Reply | undefined {
    try {
      return request.options.retry(key)
    } catch (error) {
      return this.listener.toError(client, error)
    }
  }

  #timeOut(blocked: Blocked): void {
    let reply: Reply
    try {
      reply = blocked.request.options.onTimeout()
    } catch (error) {
      reply = this.listener.toError(blocked.client, error)
    }
    this.#finish(blocked, reply)
  }
}
