import { countLeft, type PresentReading } from '@shared/model/present-reading'
import type { StreamReading } from '@shared/model/stream-state'
import { compareCounts } from '@shared/redis/count'
import { compareEntryIds } from '@shared/redis/entry-id'

/** Why the same id may now mean another entry than at `before`, or undefined (TRUST I6). `between` is what was read last. */
export function findEpochChange(before: PresentReading, between: StreamReading, now: PresentReading): string | undefined {
  if (between.kind === 'missing') return 'The key was gone and is there again.'
  if (between.kind === 'not-a-stream') return `The key held a ${between.type} in between.`
  if (before.lastGeneratedId !== undefined && now.lastGeneratedId !== undefined && compareEntryIds(now.lastGeneratedId, before.lastGeneratedId) < 0) {
    return `The newest id went back from ${before.lastGeneratedId} to ${now.lastGeneratedId}.`
  }
  if (before.entriesAdded.known && now.entriesAdded.known && compareCounts(now.entriesAdded.value, before.entriesAdded.value) < 0) {
    return `The count of entries ever added went back from ${before.entriesAdded.value} to ${now.entriesAdded.value}.`
  }
  const [hadLost, hasLost] = [countLeft(before), countLeft(now)]
  if (hadLost !== undefined && hasLost !== undefined && compareCounts(hasLost, hadLost) < 0) {
    return `The count of entries that have left the stream went back from ${hadLost} to ${hasLost}.`
  }
  if (hasLost === 0 && before.firstId !== undefined && now.firstId !== undefined && now.firstId !== before.firstId) {
    return `The stream has lost no entry, and ${before.firstId}, which was its first, is not in it.`
  }
  return undefined
}
