import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import type { Count } from '@shared/redis/count'
import { removedSoFar, type StreamExtent } from './undelivered'

/**
 * What is known of pending ids whose entry may have been deleted. Gone is for ever within an epoch, because XADD only
 * takes ids above the newest; present holds while the stream's counters show that nothing was removed.
 */
export interface GoneMemory {
  /** Whether the entry is gone, or undefined when that is not known. */
  find(id: EntryId, extent: StreamExtent): boolean | undefined
  /** Remembers what an `XRANGE id id` in the same reading said. */
  learn(id: EntryId, gone: boolean, extent: StreamExtent): void
  /** Drops what is no longer pending, so that memory is bounded by the windows. */
  keepOnly(ids: ReadonlySet<EntryId>): void
  clear(): void
}

export function createGoneMemory(): GoneMemory {
  const learned = new Map<EntryId, { gone: boolean; removed: Count | undefined }>()
  /** The tail as a set, for the extent it was last asked about. */
  let tailOf: StreamExtent | undefined
  let tail: ReadonlySet<EntryId> = new Set()

  return {
    find(id, extent) {
      if (extent.length === 0) return true
      if (extent.firstId !== undefined && compareEntryIds(id, extent.firstId) < 0) return true
      if (tailOf !== extent) {
        tailOf = extent
        tail = new Set(extent.tail)
      }
      const oldest = extent.tail[extent.tail.length - 1]
      if (oldest !== undefined && (extent.tail.length === extent.length || compareEntryIds(id, oldest) >= 0)) return !tail.has(id)
      const known = learned.get(id)
      if (known === undefined) return undefined
      if (known.gone) return true
      return known.removed !== undefined && known.removed === removedSoFar(extent) ? false : undefined
    },
    learn(id, gone, extent) {
      learned.set(id, { gone, removed: removedSoFar(extent) })
    },
    keepOnly(ids) {
      for (const id of learned.keys()) if (!ids.has(id)) learned.delete(id)
    },
    clear() {
      learned.clear()
    }
  }
}
