import type { LoggedCommand } from '@shared/contract/workbench'
import type { Capabilities, ConnectionState } from '@shared/model/connection-state'
import type { Reply, ServerError } from './reply'
import type { ClockReading } from './server-clock'

export type Argument = string | Buffer
/** Command name first. A string is sent as UTF-8; what came from Redis as ByteText is turned into bytes by `toArgument`. */
export type Command = readonly Argument[]

/** Who asks, for the command log and for the guard. */
export interface Sender {
  by: LoggedCommand['by']
  who?: string
}

/** The commands to send by what was read, or undefined for none. Must not throw. */
export type Decide = (answers: readonly (Reply | ServerError)[]) => readonly Command[] | undefined

export type WatchedResult = { kind: 'done'; answers: (Reply | ServerError)[] } | { kind: 'changed' } | { kind: 'declined' }

/**
 * The one way to a server. Every command passes the guard (allow-list on parsed argv, write mode of the connection),
 * is sent once, and is logged. Rejects with ServerError, NoReplyError or GuardError and nothing else.
 */
export interface Dispatcher {
  send(command: Command, sender: Sender): Promise<Reply>
  /** One MULTI … EXEC. Each element is its reply or the error of that command. */
  transaction(commands: readonly Command[], sender: Sender): Promise<(Reply | ServerError)[]>
  /**
   * WATCHes the keys, reads, and sends what `decide` makes of the answers as one MULTI … EXEC, which the server carries out only
   * if no watched key was touched in between: else `changed`, and nothing was done. `declined`: it made nothing of them.
   * WATCH does not see XACK, XCLAIM or XREADGROUP.
   */
  watched(keys: readonly Argument[], reads: readonly Command[], decide: Decide, sender: Sender): Promise<WatchedResult>
  /** Commands in one write, no MULTI. For users who may not use MULTI, and for throughput. */
  pipeline(commands: readonly Command[], sender: Sender): Promise<(Reply | ServerError)[]>
}

/** Everything a worker thread needs to open its own socket; stays inside the host process. */
export interface SocketTarget {
  address: { kind: 'tcp'; host: string; port: number } | { kind: 'unix'; path: string }
  username?: string
  password?: string
  db: number
  /** `identity`: whom the certificate must name, where that is not the address. */
  tls?: { verify: boolean; ca?: string; serverName?: string; identity?: string }
}

/** One server as the core's parts see it. Obtained from ConnectionManager.get, valid until `state().status` is closed. */
export interface Connection {
  readonly id: string
  state(): ConnectionState
  capabilities(): Capabilities | undefined
  /** Reads only: anything but the allow-list of reads is refused whatever the mode. */
  readonly observer: Dispatcher
  /** Writes as far as the mode allows: lab keys, or armed. */
  readonly writer: Dispatcher
  socketTarget(): SocketTarget
  /** CLIENT IDs of worker sockets on this server: the only ones that `writer` may CLIENT UNBLOCK. Emptied when the connection breaks. */
  readonly ownClientIds: Set<string>
  /** A reply told where the server's clock stands. */
  noteClock(reading: ClockReading): void
  /** Called after every change of `state()`, including epoch changes. Returns the unsubscriber. */
  onChange(listener: (state: ConnectionState) => void): () => void
}
