import { matchGlob } from '../keyspace/match-glob'
import type { Bytes } from '../protocol/bytes'
import { PushReply } from '../protocol/reply'
import type { Client } from './client'

/** `channel`: SUBSCRIBE; `pattern`: PSUBSCRIBE; `shard`: SSUBSCRIBE, which in a server that is no cluster is a channel apart. */
export type SubscriptionKind = 'channel' | 'pattern' | 'shard'

const WORDS: Record<SubscriptionKind, { subscribe: string; unsubscribe: string }> = {
  channel: { subscribe: 'subscribe', unsubscribe: 'unsubscribe' },
  pattern: { subscribe: 'psubscribe', unsubscribe: 'punsubscribe' },
  shard: { subscribe: 'ssubscribe', unsubscribe: 'sunsubscribe' }
}

/** Who listens to what. Messages go to those who listen now and to nobody else: nothing is kept. */
export class PubSub {
  readonly #listeners: Record<SubscriptionKind, Map<Bytes, Set<Client>>> = { channel: new Map(), pattern: new Map(), shard: new Map() }
  readonly #byClient = new Map<Client, Record<SubscriptionKind, Set<Bytes>>>()

  subscribe(client: Client, kind: SubscriptionKind, name: Bytes): void {
    const own = this.#byClient.get(client) ?? { channel: new Set(), pattern: new Set(), shard: new Set() }
    this.#byClient.set(client, own)
    own[kind].add(name)
    const listeners = this.#listeners[kind]
    listeners.set(name, (listeners.get(name) ?? new Set()).add(client))
    client.push(new PushReply([WORDS[kind].subscribe, name, this.count(client, kind)]), true)
  }

  /** Without names: from all of the kind. Says so once for each, and once with nil when there was none. */
  unsubscribe(client: Client, kind: SubscriptionKind, names?: readonly Bytes[]): void {
    const own = [...(this.#byClient.get(client)?.[kind] ?? [])]
    const leaving: readonly (Bytes | null)[] = names ?? (own.length > 0 ? own : [null])
    for (const name of leaving) {
      if (name !== null) this.#leave(client, kind, name)
      client.push(new PushReply([WORDS[kind].unsubscribe, name, this.count(client, kind)]), true)
    }
  }

  /** Gives the number of clients that got it. */
  publish(channel: Bytes, message: Bytes, kind: 'channel' | 'shard' = 'channel'): number {
    let receivers = 0
    for (const client of this.#listeners[kind].get(channel) ?? []) {
      client.push(new PushReply([kind === 'shard' ? 'smessage' : 'message', channel, message]))
      receivers += 1
    }
    if (kind === 'shard') return receivers
    for (const [pattern, clients] of this.#listeners.pattern) {
      if (!matchGlob(pattern, channel)) continue
      for (const client of clients) {
        client.push(new PushReply(['pmessage', pattern, channel, message]))
        receivers += 1
      }
    }
    return receivers
  }

  /** The number that confirmations tell: channels and patterns together, shard channels apart. */
  count(client: Client, kind: SubscriptionKind): number {
    const own = this.#byClient.get(client)
    if (own === undefined) return 0
    return kind === 'shard' ? own.shard.size : own.channel.size + own.pattern.size
  }

  sizes(client: Client): Record<SubscriptionKind, number> {
    const own = this.#byClient.get(client)
    return { channel: own?.channel.size ?? 0, pattern: own?.pattern.size ?? 0, shard: own?.shard.size ?? 0 }
  }

  /** In this state a RESP2 client may send a few commands only: it could not tell their replies from messages. */
  isListening(client: Client): boolean {
    const { channel, pattern, shard } = this.sizes(client)
    return channel + pattern + shard > 0
  }

  channels(kind: 'channel' | 'shard'): Bytes[] {
    return [...this.#listeners[kind].keys()]
  }

  listeners(kind: SubscriptionKind, name: Bytes): number {
    return this.#listeners[kind].get(name)?.size ?? 0
  }

  get patterns(): number {
    return this.#listeners.pattern.size
  }

  /** Without a word: the client is gone, or begins anew. */
  forget(client: Client): void {
    const own = this.#byClient.get(client)
    if (own === undefined) return
    for (const kind of ['channel', 'pattern', 'shard'] as const) for (const name of own[kind]) this.#leave(client, kind, name)
    this.#byClient.delete(client)
  }

  #leave(client: Client, kind: SubscriptionKind, name: Bytes): void {
    this.#byClient.get(client)?.[kind].delete(name)
    const clients = this.#listeners[kind].get(name)
    clients?.delete(client)
    if (clients?.size === 0) this.#listeners[kind].delete(name)
  }
}
