import { subtractCounts, type Count } from '../redis/count'
import type { EntryId } from '../redis/entry-id'
import type { StreamReading } from './stream-state'

/** A reading of a stream that is there. */
export type PresentReading = Extract<StreamReading, { kind: 'present' }>

/** The newest id that the stream was ever given, as far as the reading tells: its newest entry where only that was asked. */
export function newestIdOf(reading: PresentReading): EntryId | undefined {
  return reading.lastGeneratedId ?? reading.tail[0]
}

/** How many entries have left the stream, trimmed or deleted; undefined where the server does not say how many it was ever given. */
export function countLeft({ entriesAdded, length }: PresentReading): Count | undefined {
  return entriesAdded.known ? subtractCounts(entriesAdded.value, length) : undefined
}
