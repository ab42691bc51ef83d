import type { Int64 } from '../protocol/int64'
import type { Consumer } from './consumer'

/** An entry that was delivered and not acknowledged. One object stands in the group's list and in its consumer's. */
export interface PendingEntry {
  /** Undefined for an entry that was given back with XNACK (8.8): it belongs to the group alone. */
  consumer: Consumer | undefined
  /** Milliseconds since 1970 of the last delivery. */
  deliveredAt: number
  /** Exact up to 2^63 - 1: XCLAIM … RETRYCOUNT and XNACK … FATAL set it that high. */
  deliveries: Int64
}
