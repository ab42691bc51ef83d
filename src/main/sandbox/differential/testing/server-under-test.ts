import { assertNever } from '@shared/lib/assert-never'
import { RawClient } from './raw-client'
import type { RawReply } from './raw-reply'
import { Seat, type Arrival } from './seat'
import { bulkCommands, CLIENTS, type Step } from './step'
import { formatCommand } from './step-text'
import { waitedKeys, waitOf } from './wait-of'

/** What one step brought about: what came for each client, and what the keyspace told. */
export interface Observed {
  arrivals: Arrival[][]
  told: RawReply[]
}

/** Waits up to this are waited for; longer ones are for others to end. */
const SHORT_WAIT_MS = 1500
const ALL_KEYS = /^(flushdb|flushall|swapdb)$/i
/** An answer that has not come by then does not come: a difference as well. */
const PATIENCE_MS = 8000

function mayGoOnWaiting(command: readonly string[]): boolean {
  const wait = waitOf(command)
  return wait !== undefined && (wait === 0 || wait > SHORT_WAIT_MS)
}

/** One server with its clients, set back to nothing for each sequence. No step ends before the server has nothing left to do. */
export class ServerUnderTest {
  /** Sent in steps, ever; many entries at once are counted as one. */
  commands = 0
  #marks = 0
  #isStuck = false

  private constructor(
    private readonly port: number,
    private readonly control: RawClient,
    private readonly listener: RawClient,
    private readonly seats: readonly Seat[],
    private readonly madeIds: string[]
  ) {}

  static async open(port: number): Promise<ServerUnderTest> {
    const madeIds: string[] = []
    const seats: Seat[] = []
    for (let left = CLIENTS; left > 0; left--) seats.push(await Seat.open(port, madeIds))
    const server = new ServerUnderTest(port, await RawClient.open(port), await RawClient.open(port), seats, madeIds)
    await server.listener.call('PSUBSCRIBE', '__key*__:*')
    return server
  }

  close(): void {
    for (const client of [this.control, this.listener, ...this.seats]) client.close()
  }

  /** `protocols`: RESP2 or RESP3 of each client. */
  async reset(protocols: readonly number[]): Promise<void> {
    if (this.#isStuck) for (const seat of this.seats) await seat.reopen(this.port)
    this.#isStuck = false
    // What a client sent behind its wait may wait again.
    for (;;) {
      await this.#settle()
      const waiting = this.seats.filter((seat) => seat.awaited !== undefined)
      if (waiting.length === 0) break
      for (const seat of waiting) await this.control.call('CLIENT', 'UNBLOCK', seat.id)
    }
    await this.#quiet()
    for (const [index, seat] of this.seats.entries()) {
      await seat.ask('RESET')
      await seat.ask('HELLO', String(protocols[index] ?? 2))
      seat.takeArrivals()
    }
    await this.control.call('FLUSHALL')
    await this.control.call('CONFIG', 'SET', 'stream-node-max-entries', '100', 'stream-node-max-bytes', '4096', 'notify-keyspace-events', 'KEAn')
    await this.#told()
    this.madeIds.length = 0
  }

  async run(step: Step): Promise<Observed> {
    await this.#do(step)
    await this.#settle()
    const told = await this.#quiet()
    return { arrivals: this.seats.map((seat) => seat.takeArrivals()), told }
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'call':
        return this.#send(await this.#free(step.client), step.commands)
      case 'behind':
        return this.#send(this.#seat(step.client), [step.command])
      case 'bulk':
        // So much is read in several parts, as the socket has it, and what follows a wait that it ends is carried out between two of them.
        if (this.seats.some((seat) => seat.isFollowed)) return
        this.commands += 1
        ;(await this.#free(step.client)).send(bulkCommands(step))
        return
      case 'unblock':
        await this.control.call('CLIENT', 'UNBLOCK', this.#seat(step.client).id, step.how)
        return
      case 'leave':
        return this.#leave(this.#seat(step.client))
      case 'expire':
        await this.control.call('PEXPIRE', step.key, '10')
        // Above 0 for as long as it is there and has a time.
        while (Number((await this.control.call('PTTL', step.key))[1]) >= 0);
        return
      default:
        return assertNever(step)
    }
  }

  #seat(index: number): Seat {
    const seat = this.seats[index]
    if (seat === undefined) throw new Error(`there is no client ${index}`)
    return seat
  }

  /** The client, or the next one that does not wait. One is always free: when all wait, the first wait ends. */
  async #free(index: number): Promise<Seat> {
    const free = [...this.seats.slice(index), ...this.seats.slice(0, index)].find((seat) => seat.awaited === undefined)
    if (free !== undefined) return free
    const seat = this.#seat(index)
    while (seat.awaited !== undefined) {
      await this.control.call('CLIENT', 'UNBLOCK', seat.id)
      await this.#settle()
    }
    return seat
  }

  #send(seat: Seat, commands: readonly string[][]): void {
    this.commands += commands.length
    seat.send(commands.map((command) => (this.#isLeftToChance(seat, command) ? ['ECHO', 'left to chance'] : command)))
  }

  /** What concerns all keys serves those who wait for several in the order of Redis's hash table: as its seed says. */
  #isLeftToChance(seat: Seat, command: readonly string[]): boolean {
    const [name = ''] = command
    const concernsAll = ALL_KEYS.test(name) || (/^exec$/i.test(name) && seat.hasQueued(ALL_KEYS))
    if (!concernsAll) return false
    return seat.awaited !== undefined || new Set(this.seats.flatMap(({ awaited }) => (awaited === undefined ? [] : waitedKeys(awaited)))).size > 1
  }

  async #leave(seat: Seat): Promise<void> {
    const { id } = seat
    await seat.reopen(this.port)
    while ((await this.control.call('CLIENT', 'LIST', 'ID', id))[1] !== '');
  }

  /** Until every client has all its answers, or waits for long. */
  async #settle(): Promise<void> {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      for (const seat of this.seats) seat.collect()
      const open = this.seats.filter((seat) => seat.awaited !== undefined)
      if (open.length === 0) return
      const list = String((await this.control.call('CLIENT', 'LIST', 'ID', ...open.map(({ id }) => id)))[1])
      const blocked = new Set([...list.matchAll(/^id=(\d+) .*? flags=[A-Za-z]*b/gm)].map((match) => match[1]))
      for (const seat of open) seat.collect()
      if (open.every((seat) => seat.awaited === undefined || (blocked.has(seat.id) && mayGoOnWaiting(seat.awaited)))) return
      if (performance.now() < end) continue
      this.#isStuck = true
      throw new Error(`no answer came to ${open.map(({ awaited = [] }) => formatCommand(awaited)).join(' and ')}`)
    }
  }

  /** Until everything that the server has written is here; gives what the keyspace told. */
  async #quiet(): Promise<RawReply[]> {
    const told = await this.#told()
    // Messages for the others were written before the mark that ended what was told: they are here by the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
    for (const seat of this.seats) seat.collect()
    return told
  }

  /** All that was told up to now: a mark of ours comes behind it. */
  async #told(): Promise<RawReply[]> {
    this.#marks += 1
    const mark = `mark-${this.#marks}`
    await this.control.call('PUBLISH', '__keymark__:', mark)
    const told: RawReply[] = []
    for (;;) {
      const message = await this.listener.next()
      if (message === undefined || JSON.stringify(message).includes(mark)) return told
      told.push(message)
    }
  }
}
