import { createSeededRandom } from '@shared/lib/seeded-random'
import type { Client } from '../clients/client'
import type { TimeSource } from '../clock/server-clock'
import type { Command } from '../commands/command'
import type { Release } from '../engine/capabilities'
import { Engine } from '../engine/engine'
import type { Bytes } from '../protocol/bytes'
import type { Reply } from '../protocol/reply'

/** Time that moves when a test says so; timers ring while it moves. */
export class ManualTime implements TimeSource {
  #now = 1_700_000_000_000
  readonly #timers = new Set<{ at: number; run: () => void }>()

  now(): number {
    return this.#now
  }

  startTimer(run: () => void, ms: number): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  pass(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.at)
      due.run()
    }
    this.#now = end
  }
}

/** A client without a socket: its replies are kept, in order. */
export interface TestClient extends Client {
  readonly received: Reply[]
  /** Carries out a command and gives its reply, or undefined while it blocks. */
  call(...args: Bytes[]): Reply | undefined
}

export function openEngine(commands: readonly Command[], release: Release = '7.0'): { engine: Engine; time: ManualTime; connect: () => TestClient } {
  const time = new ManualTime()
  const engine = new Engine({ release, commands, time, random: createSeededRandom(7), password: undefined })
  let lastId = 0
  const connect = (): TestClient => {
    const received: Reply[] = []
    const client: TestClient = {
      id: ++lastId, address: 'test', localAddress: 'test', createdAt: engine.clock.now(), name: '', libName: '', libVersion: '', protocol: 2, db: 0, authenticated: true,
      transaction: undefined, replies: 'on', noTouch: false, noEvict: false, monitoring: false, lastCommand: '', lastCommandAt: 0, commands: 0,
      received: received,
      send: (reply) => void received.push(reply),
      close: () => undefined,
      call(...args) {
        const before = received.length
        engine.execute(client, args)
        return received.length > before ? received.at(-1) : undefined
      }
    }
    return client
  }
  return { engine, time, connect }
}
