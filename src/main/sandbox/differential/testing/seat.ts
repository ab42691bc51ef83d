import { parseMadeId } from './step'
import { isMessage, type RawReply } from './raw-reply'
import { encodeCommand, RawClient } from './raw-client'

/** One thing that came for a client: the reply to a command of its, or a message (without a command). */
export interface Arrival {
  command: string[] | undefined
  /** Of EXEC: what it carried out, for its replies are theirs. */
  queued: string[][]
  /** Undefined when the connection ended instead. */
  reply: RawReply | undefined
}

const MADE_ID = /^1[5-9]\d{11}-\d+$/
const SUBSCRIBING = new Set(['SUBSCRIBE', 'UNSUBSCRIBE', 'PSUBSCRIBE', 'PUNSUBSCRIBE'])

/** Whether the reply is an id that the server took from its clock. */
export function isMadeId(command: readonly string[] | undefined, reply: RawReply | undefined): reply is RawReply & readonly ['$', string] {
  return command?.[0]?.toUpperCase() === 'XADD' && reply?.[0] === '$' && MADE_ID.test(reply[1])
}

/** The command as often as replies come to it: one for each channel. */
function expectedOf(command: string[]): string[][] {
  const replies = SUBSCRIBING.has((command[0] ?? '').toUpperCase()) ? Math.max(1, command.length - 1) : 1
  return Array.from({ length: replies }, () => command)
}

/** A client of the server under test, and which of its commands are still to be answered. */
export class Seat {
  #client: RawClient
  id = ''
  #awaited: string[][] = []
  /** Since MULTI. */
  #queued: string[][] = []
  #arrivals: Arrival[] = []
  /** Ids from the clock of this server, the last one last; all clients share them. */
  readonly #madeIds: string[]

  private constructor(client: RawClient, madeIds: string[]) {
    this.#client = client
    this.#madeIds = madeIds
  }

  static async open(port: number, madeIds: string[]): Promise<Seat> {
    const seat = new Seat(await RawClient.open(port), madeIds)
    await seat.#greet()
    return seat
  }

  async reopen(port: number): Promise<void> {
    this.#client.close()
    this.#client = await RawClient.open(port)
    this.#awaited = []
    this.#queued = []
    await this.#greet()
  }

  async #greet(): Promise<void> {
    this.id = String((await this.#client.call('CLIENT', 'ID'))[1])
  }

  /** What it waits for: the oldest command without an answer. */
  get awaited(): readonly string[] | undefined {
    return this.#awaited[0]
  }

  /** Whether it has sent more behind what it waits for. */
  get isFollowed(): boolean {
    return this.#awaited.length > 1
  }

  /** Whether its transaction holds such a command. */
  hasQueued(name: RegExp): boolean {
    return this.#queued.some(([queued = '']) => name.test(queued))
  }

  send(commands: readonly string[][]): void {
    let bytes = ''
    for (const command of commands) {
      bytes += encodeCommand(command.map((word) => this.#real(word)))
      this.#awaited.push(...expectedOf(command))
    }
    this.#client.sendBytes(bytes)
  }

  #real(word: string): string {
    const back = parseMadeId(word)
    return back === undefined ? word : (this.#madeIds.at(-back) ?? '5-5')
  }

  /** Takes what has come. */
  collect(): void {
    for (const reply of this.#client.takeArrived()) {
      if (isMessage(reply)) this.#arrivals.push({ command: undefined, queued: [], reply })
      else this.#answer(reply)
    }
    if (this.#client.closed) while (this.#awaited.length > 0) this.#answer(undefined)
  }

  #answer(reply: RawReply | undefined): void {
    const command = this.#awaited.shift() ?? []
    const name = (command[0] ?? '').toUpperCase()
    const isQueued = reply?.[0] === '+' && reply[1] === 'QUEUED'
    if (SUBSCRIBING.has(name) && (isQueued || reply?.[0] === '-')) while (this.#awaited[0] === command) this.#awaited.shift()
    if (isMadeId(command, reply)) this.#madeIds.push(reply[1])
    let queued: string[][] = []
    if (isQueued) this.#queued.push(...expectedOf(command))
    else if (['EXEC', 'DISCARD', 'RESET'].includes(name) || (name === 'MULTI' && reply?.[0] === '+')) queued = this.#queued.splice(0)
    this.#arrivals.push({ command, queued, reply })
    // EXEC announces one reply for each command; what a subscription to several channels says beyond that comes behind it.
    if (name === 'EXEC' && reply?.[0] === '*') this.#awaited.unshift(...queued.slice(reply[1].length))
  }

  takeArrivals(): Arrival[] {
    return this.#arrivals.splice(0)
  }

  /** For what belongs to no step. */
  async ask(...args: string[]): Promise<void> {
    await this.#client.call(...args)
    this.#client.takeArrived()
  }

  close(): void {
    this.#client.close()
  }
}
