import type { StreamId } from './stream-id'
import { FIRST_ID } from './stream-id'

/** A stream: its log of entries, what it remembers of its past, and its groups. */
export class Stream {
  readonly type = 'stream'
  lastId: StreamId = FIRST_ID
}
