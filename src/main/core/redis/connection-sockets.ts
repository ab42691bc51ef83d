import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { SocketTarget } from './dispatcher'
import { createRedisSocket, type RedisSocket, type SocketStatus } from './redis-socket'

export interface ConnectionSocketsOptions {
  target: SocketTarget
  /** Part of the name in CLIENT LIST. */
  instance: string
  clock: Clock
  random: Random
  /** The observer's: it decides how the connection stands. */
  onStatus: (status: SocketStatus) => void
}

/** The two sockets of one connection: everything that looks goes through one, everything that writes through the other. */
export interface ConnectionSockets {
  observer: RedisSocket
  /** Undefined until the observer has been ready once. */
  writer(): RedisSocket | undefined
  /** Resolves when the writer can send too, or after 2 s without it. Rejects when it is refused. */
  writerReady(): Promise<void>
  destroy(): void
  /** Lets the replies that are on their way come in. */
  close(): Promise<void>
}

const WRITER_PATIENCE = 2000

export function openConnectionSockets({ target, instance, clock, random, onStatus }: ConnectionSocketsOptions): ConnectionSockets {
  let writer: RedisSocket | undefined
  const observer = createRedisSocket({
    target,
    class: 'observer',
    name: `sluice:${instance}:observer`,
    clock,
    random,
    onStatus(status) {
      // The writer comes second, so that a wrong password is tried once and not twice (TRUST C11).
      if (status.kind === 'ready') writer ??= createRedisSocket({ target, class: 'writer', name: `sluice:${instance}:writer`, clock, random })
      onStatus(status)
    }
  })
  return {
    observer,
    writer: () => writer,
    async writerReady() {
      await Promise.race([writer?.connected(), clock.sleep(WRITER_PATIENCE)])
    },
    destroy() {
      observer.destroy()
      writer?.destroy()
    },
    async close() {
      await Promise.all([observer.close(), writer?.close()])
    }
  }
}
