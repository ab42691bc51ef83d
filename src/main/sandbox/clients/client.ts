import type { Bytes } from '../protocol/bytes'
import { writeReply } from '../protocol/write-reply'
import type { PushReply, Reply } from '../protocol/reply'

/** A transaction from MULTI to EXEC. */
export interface Transaction {
  queued: (readonly Bytes[])[]
  /** A command was refused when it was queued: EXEC answers EXECABORT. */
  broken: boolean
}

/** The way back to whoever is connected. */
export interface Wire {
  /** One unit per byte. */
  write(text: Bytes): void
  /** Ends the connection after what was written. */
  end(): void
  /** Ends it at once: what the peer has not taken yet is lost. */
  cut(): void
  /** The client is not blocked any more: what it sent meanwhile is to be carried out. */
  goOn(): void
  /** Bytes that came and are no request yet, and bytes that wait to be taken. For CLIENT LIST. */
  pending(): { input: number; output: number }
}

/** Neither of these is a state of its own: a skip passes with the command after it. */
export type ReplyMode = 'on' | 'off' | 'skip-next' | 'skip'

export interface ClientOptions {
  id: number
  address: string
  localAddress: string
  createdAt: number
  authenticated: boolean
}

/** One connected client: what the server knows of it. How bytes reach it is the business of its wire. */
export class Client {
  readonly id: number
  readonly address: string
  readonly localAddress: string
  readonly createdAt: number
  name: Bytes = ''
  libName: Bytes = ''
  libVersion: Bytes = ''
  protocol: 2 | 3 = 2
  db = 0
  authenticated: boolean
  transaction: Transaction | undefined
  /** While EXEC runs: what would be pushed. Confirmations belong into its reply, and before 7.2 its own messages too. */
  gathered: { inside: PushReply[]; after: PushReply[]; messagesInside: boolean } | undefined
  /** A command of its own is being carried out: messages that it causes come behind its reply (7.2; in 7.0 each command has its own order). */
  answering = false
  #late: PushReply[] = []
  replies: ReplyMode = 'on'
  noTouch = false
  noEvict = false
  monitoring = false
  /** It was told to go, and nothing more of it is carried out. */
  ended = false
  /** The last command and when it came, for CLIENT LIST. */
  lastCommand = 'NULL'
  lastCommandAt: number
  commands = 0
  readonly #wire: Wire

  constructor({ id, address, localAddress, createdAt, authenticated }: ClientOptions, wire: Wire) {
    this.id = id
    this.address = address
    this.localAddress = localAddress
    this.createdAt = createdAt
    this.lastCommandAt = createdAt
    this.authenticated = authenticated
    this.#wire = wire
  }

  send(reply: Reply): void {
    if (this.replies === 'on' || this.replies === 'skip-next') this.#wire.write(writeReply(reply, this.protocol))
  }

  /** A message that answers no command: it comes also where replies are off. During EXEC it waits for its place. */
  push(message: PushReply, confirms = false): void {
    const { gathered } = this
    if (gathered === undefined) {
      if (this.answering && !confirms) this.#late.push(message)
      else this.#wire.write(writeReply(message, this.protocol))
    } else if (confirms || gathered.messagesInside) gathered.inside.push(message)
    else gathered.after.push(message)
  }

  /** The reply was sent: what waited for it may come. */
  answered(): void {
    this.answering = false
    if (this.#late.length > 0) for (const message of this.#late.splice(0)) this.#wire.write(writeReply(message, this.protocol))
    if (this.ended) this.#wire.end()
  }

  /** Ends the connection: after the reply when it is being answered, otherwise now. Nothing more of it is carried out. */
  end(): void {
    this.ended = true
    if (!this.answering) this.#wire.end()
  }

  cut(): void {
    this.ended = true
    this.#wire.cut()
  }

  goOn(): void {
    this.#wire.goOn()
  }

  pending(): { input: number; output: number } {
    return this.#wire.pending()
  }
}
