import type { Capabilities } from '../engine/capabilities'
import type { Engine } from '../engine/engine'
import type { Database } from '../keyspace/database'
import type { Bytes } from '../protocol/bytes'
import type { Reply } from '../protocol/reply'
import type { Client } from '../clients/client'

/** Flags as COMMAND tells them. */
export type CommandFlag = 'write' | 'readonly' | 'denyoom' | 'admin' | 'pubsub' | 'noscript' | 'blocking' | 'loading' | 'stale' | 'fast' | 'no_auth' | 'movablekeys' | 'no_multi' | 'allow_busy' | 'skip_monitor' | 'skip_slowlog'

/** Where the keys stand among the arguments; 0 is the command's name. `last` counts from the end when negative. */
export interface KeyRange {
  first: number
  last: number
  step: number
}

/** An argument as COMMAND DOCS tells it; the words that probing looks for stand in `token`. */
export interface ArgumentDoc {
  name: string
  type: 'string' | 'integer' | 'double' | 'key' | 'pattern' | 'unix-time' | 'pure-token' | 'oneof' | 'block'
  token?: string
  flags?: readonly ('optional' | 'multiple' | 'multiple_token')[]
  arguments?: readonly ArgumentDoc[]
}

export interface CommandDoc {
  summary: string
  /** The release of Redis that brought the command. */
  since: string
  group: 'stream' | 'string' | 'hash' | 'list' | 'set' | 'generic' | 'transactions' | 'pubsub' | 'connection' | 'server'
  complexity?: string
  history?: readonly (readonly [release: string, change: string])[]
  arguments?: readonly ArgumentDoc[]
}

/** One call of one command. */
export interface Call {
  readonly engine: Engine
  readonly client: Client
  /** All words, the name of the command first. */
  readonly args: readonly Bytes[]
  /** The database that the client has selected. */
  readonly db: Database
  /** False inside a transaction: there a command that would block answers as if its time was up. */
  readonly mayBlock: boolean
}

/** A command that cannot answer yet. */
export class BlockRequest {
  constructor(
    readonly options: {
      keys: readonly Bytes[]
      /** Milliseconds; 0 waits for ever. */
      timeoutMs: number
      /** Called when one of the keys got something, changed its type or went: the reply, or undefined to wait on. May throw CommandError. */
      retry: (key: Bytes) => Reply | undefined
      /** Called when the time is up, to clean up and to answer. */
      onTimeout: () => Reply
      /** Called last, however the wait ends: with a reply, in time, or because its client went. */
      onEnd?: () => void
    }
  ) {}
}

/** The command has sent its replies itself, as SUBSCRIBE does, or answers nothing. */
export const NO_REPLY = Symbol('no reply')

export type Outcome = Reply | BlockRequest | typeof NO_REPLY

/** A command as it is registered. Names are in lower case; a subcommand's is `xgroup|create`. */
export interface Command {
  name: string
  /** The number of words with the name; negative for at least that many. */
  arity: number
  flags: readonly CommandFlag[]
  /** Where the keys are: a range, a function for movable ones, or undefined for none. */
  keys?: KeyRange | ((args: readonly Bytes[]) => Bytes[])
  doc: CommandDoc | ((capabilities: Capabilities) => CommandDoc)
  /** Only there when the server has this capability. */
  capability?: keyof Capabilities
  /** With subcommands `run` is never called. */
  subcommands?: readonly Command[]
  run?: (call: Call) => Outcome
}
