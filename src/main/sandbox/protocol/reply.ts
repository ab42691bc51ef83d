import type { Bytes } from './bytes'

/**
 * What a command answers, before it is written in one of the two protocols. A string is a bulk string, a number or bigint
 * an integer, null the nil of a bulk string.
 */
export type Reply = Bytes | number | bigint | null | readonly Reply[] | SimpleString | ErrorReply | NilArray | MapReply | SetReply | PushReply | DoubleReply | VerbatimText | InlineReplies | WrittenReply

/** `+OK` and its like: a status, without line breaks. */
export class SimpleString {
  constructor(readonly text: Bytes) {}
}

/** `-ERR …`: the whole line, its first word being the code that clients look at. */
export class ErrorReply {
  constructor(readonly message: Bytes) {}
}

/** `*-1` in RESP2, the one null in RESP3. */
export class NilArray {
  readonly kind = 'nil-array'
}

/** A map in RESP3, a flat array of keys and values in RESP2. */
export class MapReply {
  constructor(readonly pairs: readonly (readonly [Reply, Reply])[]) {}
}

/** A set in RESP3, an array in RESP2. */
export class SetReply {
  constructor(readonly items: readonly Reply[]) {}
}

/** Out of band in RESP3, an array in RESP2: messages of pub/sub. */
export class PushReply {
  constructor(readonly items: readonly Reply[]) {}
}

/** A double in RESP3, a bulk string in RESP2. */
export class DoubleReply {
  constructor(readonly value: number) {}
}

/** Text for people (`INFO`, `CLIENT LIST`): verbatim in RESP3, a bulk string in RESP2. */
export class VerbatimText {
  constructor(readonly text: Bytes) {}
}

/** Several replies where one is expected: what SUBSCRIBE sends inside a transaction stands in the midst of EXEC's array. */
export class InlineReplies {
  constructor(readonly replies: readonly Reply[]) {}
}

/** A reply as it goes over the wire: of a command that was carried out while the client still spoke another protocol. */
export class WrittenReply {
  constructor(readonly text: string) {}
}

export const OK = new SimpleString('OK')
export const QUEUED = new SimpleString('QUEUED')
export const NIL_ARRAY = new NilArray()

/** Thrown by a command to answer with an error. `message` is the whole line: `WRONGTYPE Operation against…`. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
