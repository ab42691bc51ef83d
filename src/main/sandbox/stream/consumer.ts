import { OrderedMap } from '../keyspace/ordered-map'
import type { Bytes } from '../protocol/bytes'
import type { PendingEntry } from './pending-entry'

/** One name under which entries of a group are read. */
export class Consumer {
  /** What it has to acknowledge, by id. */
  readonly pending = new OrderedMap<PendingEntry>()
  /** The last time it got anything, in milliseconds since 1970; -1 before the first. Redis keeps it since 7.2. */
  activeAt = -1

  constructor(
    readonly name: Bytes,
    /** The last time it was named by a command that reads or claims. */
    public seenAt: number
  ) {}
}
