import { createSeededRandom } from '@shared/lib/seeded-random'
import { Client, type Wire } from '../clients/client'
import type { TimeSource } from '../clock/server-clock'
import type { Command } from '../commands/command'
import type { Release } from '../engine/capabilities'
import { Engine } from '../engine/engine'
import type { Bytes } from '../protocol/bytes'
import type { PushReply, Reply } from '../protocol/reply'

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

const NO_WIRE: Wire = { write: () => undefined, end: () => undefined, cut: () => undefined, goOn: () => undefined, pending: () => ({ input: 0, output: 0 }) }

/** A client without a socket: its replies are kept as they are, in order, messages among them. */
export class TestClient extends Client {
  readonly received: Reply[] = []

  constructor(private readonly engine: Engine) {
    super({ id: engine.nextClientId(), address: '127.0.0.1:1', localAddress: '127.0.0.1:2', createdAt: engine.clock.now(), authenticated: true }, NO_WIRE)
  }

  override send(reply: Reply): void {
    this.received.push(reply)
  }

  override push(message: PushReply): void {
    this.received.push(message)
  }

  /** Carries out a command and gives its reply, or undefined while it blocks. */
  call(...args: Bytes[]): Reply | undefined {
    const before = this.received.length
    this.engine.execute(this, args)
    return this.received.length > before ? this.received.at(-1) : undefined
  }
}

export function openEngine(commands: readonly Command[], release: Release = '7.0'): { engine: Engine; time: ManualTime; connect: () => TestClient } {
  const time = new ManualTime()
  const engine = new Engine({ release, commands, time, random: createSeededRandom(7), password: undefined, onFault: (_command, error) => { throw error } })
  return {
    engine, time,
    connect() {
      const client = new TestClient(engine)
      engine.welcome(client)
      return client
    }
  }
}
