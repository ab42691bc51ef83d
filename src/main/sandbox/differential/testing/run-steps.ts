import { CLIENTS, type Step } from './commands-arbitrary'
import { RawClient, type RawReply } from './raw-client'

/** What one step brought about: its reply or that it waits, what others who waited got, and what the keyspace told. */
export interface Observed {
  command: string[]
  /** Of EXEC: what it carried out, for its replies are theirs. */
  queued?: string[][]
  reply: RawReply | 'blocked' | 'skipped' | undefined
  /** By client, whose wait ended. */
  released: [client: number, command: string[], reply: RawReply | undefined][]
  told: RawReply[]
}

interface Seat {
  client: RawClient
  id: string
  /** What it waits in, if it does. */
  waitsIn: string[] | undefined
  /** Since MULTI. */
  queued: string[][]
}

const BULK_FIELDS = [['f', 'v'], ['f', 'a longer value of an entry', 'name', '123456'], ['f', '7']]

/** One server with its clients, set back to nothing for each sequence. */
export class ServerUnderTest {
  readonly #seats: Seat[] = []
  #control!: RawClient
  #listener!: RawClient

  static async open(port: number): Promise<ServerUnderTest> {
    const server = new ServerUnderTest()
    server.#control = await RawClient.open(port)
    server.#listener = await RawClient.open(port)
    for (let index = 0; index < CLIENTS; index++) {
      const client = await RawClient.open(port)
      server.#seats.push({ client, id: (await client.call('CLIENT', 'ID'))[1] as string, waitsIn: undefined, queued: [] })
    }
    await server.#control.call('CONFIG', 'SET', 'notify-keyspace-events', 'KEAn')
    await server.#listener.call('PSUBSCRIBE', '__key*__:*')
    return server
  }

  close(): void {
    for (const client of [this.#control, this.#listener, ...this.#seats.map((seat) => seat.client)]) client.close()
  }

  /** `protocols`: RESP2 or RESP3 of each client. */
  async reset(protocols: readonly (2 | 3)[]): Promise<void> {
    for (const [index, seat] of this.#seats.entries()) {
      if (seat.waitsIn !== undefined) {
        await this.#control.call('CLIENT', 'UNBLOCK', seat.id)
        await this.#waits.get(seat)
        this.#waits.delete(seat)
        seat.waitsIn = undefined
      }
      seat.queued = []
      await seat.client.call('RESET')
      await seat.client.call('HELLO', String(protocols[index] ?? 2))
      seat.client.takeArrived()
    }
    await this.#control.call('FLUSHALL')
    await this.#control.call('CONFIG', 'SET', 'stream-node-max-entries', '100', 'stream-node-max-bytes', '4096')
    await this.#settle()
    this.#listener.takeArrived()
  }

  async run(step: Step): Promise<Observed> {
    const seat = this.#seats[step.client] as Seat
    if ('unblock' in step) return this.#unblock(seat, step.unblock)
    if (seat.waitsIn !== undefined) return { command: step.args, reply: 'skipped', released: [], told: [] }
    if (step.args[0] === 'BULK') return this.#bulk(seat, step.args)
    seat.client.send(step.args)
    const reply = await this.#replyOrWait(seat, step.args)
    const queued = this.#noteQueued(seat, step.args, reply)
    return { command: step.args, queued, reply, ...(await this.#consequences()) }
  }

  #noteQueued(seat: Seat, args: string[], reply: Observed['reply']): string[][] {
    if (Array.isArray(reply) && reply[0] === '+' && reply[1] === 'QUEUED') {
      seat.queued.push(args)
      return []
    }
    return ['EXEC', 'DISCARD', 'MULTI'].includes((args[0] ?? '').toUpperCase()) ? seat.queued.splice(0) : []
  }

  async #replyOrWait(seat: Seat, args: string[]): Promise<RawReply | 'blocked' | undefined> {
    const name = (args[0] ?? '').toUpperCase()
    if (!['XREAD', 'XREADGROUP', 'BLPOP', 'BRPOP'].includes(name)) return seat.client.next()
    const reply = seat.client.next()
    let arrived: { reply: RawReply | undefined } | undefined
    void reply.then((value) => (arrived = { reply: value }))
    for (;;) {
      await this.#control.call('PING')
      if (arrived !== undefined) return arrived.reply
      if (await this.#isBlocked(seat)) {
        // A short BLOCK ends by itself.
        if (args.includes('1') && args[args.indexOf('BLOCK') + 1] === '1') return reply
        seat.waitsIn = args
        this.#waits.set(seat, reply)
        return 'blocked'
      }
    }
  }

  readonly #waits = new Map<Seat, Promise<RawReply | undefined>>()

  async #isBlocked(seat: Seat): Promise<boolean> {
    const list = await this.#control.call('CLIENT', 'LIST', 'ID', seat.id)
    return /flags=[A-Za-z]*b/.test(String(list[1]))
  }

  async #unblock(seat: Seat, how: 'TIMEOUT' | 'ERROR'): Promise<Observed> {
    const command = ['CLIENT', 'UNBLOCK', '<id>', how]
    const reply = await this.#control.call('CLIENT', 'UNBLOCK', seat.id, how)
    return { command, reply, ...(await this.#consequences()) }
  }

  async #bulk(seat: Seat, [, key = '', kind = '1']: string[]): Promise<Observed> {
    const fields = BULK_FIELDS[Number(kind) - 1] ?? []
    let last: RawReply | undefined
    for (let index = 0; index < 130; index++) {
      const args = ['XADD', key, `${500 + Number(kind)}-*`, ...fields]
      last = await seat.client.call(...args)
      this.#noteQueued(seat, args, last)
    }
    return { command: ['BULK', key, kind], reply: last, ...(await this.#consequences()) }
  }

  /** Who was served, and what was told, when the server has nothing left to do. */
  async #consequences(): Promise<Pick<Observed, 'released' | 'told'>> {
    const released: Observed['released'] = []
    for (const [index, seat] of this.#seats.entries()) {
      if (seat.waitsIn === undefined || (await this.#isBlocked(seat))) continue
      released.push([index, seat.waitsIn, await this.#waits.get(seat)])
      seat.waitsIn = undefined
      this.#waits.delete(seat)
    }
    await this.#settle()
    return { released, told: this.#listener.takeArrived() }
  }

  /** The listener has everything that was told before: a mark of ours comes behind it. */
  async #settle(): Promise<void> {
    this.#marks += 1
    const mark = `mark-${this.#marks}`
    await this.#control.call('PUBLISH', '__keymark__:', mark)
    const told: RawReply[] = []
    for (;;) {
      const message = await this.#listener.next()
      if (message === undefined || JSON.stringify(message).includes(mark)) break
      told.push(message)
    }
    this.#listener.giveBack(told)
  }

  #marks = 0
}
