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

  /** A message that answers no command: it comes also where replies are off. */
  push(message: PushReply): void {
    this.#wire.write(writeReply(message, this.protocol))
  }

  /** Ends the connection after what was sent. */
  end(): void {
    this.ended = true
    this.#wire.end()
  }

  goOn(): void {
    this.#wire.goOn()
  }

  pending(): { input: number; output: number } {
    return this.#wire.pending()
  }
}
