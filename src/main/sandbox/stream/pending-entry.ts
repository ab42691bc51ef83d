import type { Int64 } from '../protocol/int64'
import type { Consumer } from './consumer'
import type { StreamId } from './stream-id'

/** An entry that was delivered and not acknowledged. One object stands in the group's list and in its consumer's. */
export class PendingEntry {
  /** Its neighbours in the group's WaitingList. */
  earlier: PendingEntry | undefined = undefined
  later: PendingEntry | undefined = undefined

  constructor(
    readonly id: StreamId,
    /** Undefined for an entry that was given back with XNACK (8.8): it belongs to the group alone. */
    public consumer: Consumer | undefined,
    /** Milliseconds since 1970 of the last delivery; 0 for one that was given back. */
    public deliveredAt: number,
    /** Exact up to 2^63 - 1: XCLAIM … RETRYCOUNT and XNACK … FATAL set it that high. */
    public deliveries: Int64
  ) {}
}
