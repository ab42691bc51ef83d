import { IN_FLIGHT_SHOWN } from '@shared/model/worker-state'
import type { EntryId } from '@shared/redis/entry-id'

/** What a consumer has received and not acked: what it works on, and what it failed and left pending. */
export interface HeldEntries {
  receive(id: EntryId): void
  /** A whole read at once, of which the first are named; undefined when it is settled. */
  receiveMany(read: { count: number; ids: readonly EntryId[] } | undefined): void
  /** Its work failed: it stays pending on the server. */
  leave(id: EntryId): void
  settle(id: EntryId): void
  /** Others own these now. What is being worked on stays: a zombie goes on with it. */
  takeAway(ids: readonly EntryId[]): void
  /** All that is pending is about to be read again, or the connection is gone. */
  forget(): void
  snapshot(): { count: number; ids: EntryId[] }
}

export function createHeldEntries(): HeldEntries {
  const working = new Set<EntryId>()
  const left = new Set<EntryId>()
  let many: { count: number; ids: readonly EntryId[] } | undefined
  return {
    receive(id) {
      left.delete(id)
      working.add(id)
    },
    receiveMany(read) {
      many = read
    },
    leave(id) {
      working.delete(id)
      left.add(id)
    },
    settle(id) {
      working.delete(id)
    },
    takeAway(ids) {
      for (const id of ids) left.delete(id)
    },
    forget() {
      working.clear()
      left.clear()
      many = undefined
    },
    snapshot() {
      const ids: EntryId[] = []
      for (const set of [left, working, many?.ids ?? []]) {
        for (const id of set) {
          if (ids.length >= IN_FLIGHT_SHOWN) break
          ids.push(id)
        }
      }
      return { count: left.size + working.size + (many?.count ?? 0), ids }
    }
  }
}
