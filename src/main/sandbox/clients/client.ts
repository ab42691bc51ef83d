import type { Bytes } from '../protocol/bytes'
import type { Reply } from '../protocol/reply'

/** A transaction from MULTI to EXEC. */
export interface Transaction {
  queued: (readonly Bytes[])[]
  /** A command was refused when it was queued: EXEC answers EXECABORT. */
  broken: boolean
}

/** One connected client: what the server knows of it. How bytes reach it is the business of whoever made it. */
export interface Client {
  readonly id: number
  readonly address: string
  readonly localAddress: string
  readonly createdAt: number
  name: Bytes
  libName: Bytes
  libVersion: Bytes
  protocol: 2 | 3
  db: number
  authenticated: boolean
  transaction: Transaction | undefined
  /** `CLIENT REPLY`. */
  replies: 'on' | 'off' | 'skip' | 'skip-next'
  noTouch: boolean
  noEvict: boolean
  monitoring: boolean
  /** The last command, for CLIENT LIST. */
  lastCommand: string
  lastCommandAt: number
  commands: number
  /** Writes a reply, or holds it back as CLIENT REPLY says. */
  send(reply: Reply): void
  /** Ends the connection after what was sent. */
  close(): void
}
