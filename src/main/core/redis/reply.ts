/**
 * A reply as it came: bulk and simple strings as bytes, integers as decimal digits (ioredis `stringNumbers`, so that
 * nothing past 2^53 is lost), nil as null, arrays nested. Maps arrive flattened to key, value, key, value.
 */
export type Reply = Buffer | string | null | readonly Reply[]

/** An error the server answered to one command, e.g. inside EXEC. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  /** The first word: NOGROUP, WRONGTYPE, NOPERM, ERR… Match on this, never on the text. */
  readonly prefix: string
  constructor(message: string) {
    super(message)
    this.prefix = /^[A-Z]+/.exec(message)?.[0] ?? 'ERR'
  }
}

/** The socket was lost, or the time ran out, before a reply came. `sent`: the server may have acted on it. */
export class NoReplyError extends Error {
  override readonly name = 'NoReplyError'
  constructor(message: string, readonly sent: boolean) {
    super(message)
  }
}

/** The command was refused here, before any byte was sent. */
export class GuardError extends Error {
  override readonly name = 'GuardError'
  constructor(message: string, readonly next: string, readonly code: 'forbidden' | 'not-armed' | 'confirm-needed' = 'forbidden') {
    super(message)
  }
}
