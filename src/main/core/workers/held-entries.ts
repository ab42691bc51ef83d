import { IN_FLIGHT_SHOWN } from '@shared/model/worker-state'
import type { EntryId } from '@shared/redis/entry-id'

export interface Holding {
  count: number
  ids: EntryId[]
  /** The first of those that are worked on, or are next, also after their XACK. */
  atWork?: EntryId[]
  /** The one whose work has begun and has not ended. */
  workingOn?: EntryId
}

/** What a consumer has received and not acked: what it works on, and what it failed and left pending. */
export interface HeldEntries {
  receive(id: EntryId): void
  /** Its work begins: one at a time. */
  begin(id: EntryId): void
  /** A whole read at once, of which the first are named; undefined when it is settled. */
  receiveMany(read: { count: number; ids: readonly EntryId[] } | undefined): void
  /** Its work failed: it stays pending on the server. */
  leave(id: EntryId): void
  settle(id: EntryId): void
  /** Its XACK comes before its work: settled by that, it stays at work until it is settled once more, or left. */
  goOn(id: EntryId): void
  /** Others own these now. What is being worked on stays: a zombie goes on with it. */
  takeAway(ids: readonly EntryId[]): void
  /** All that is pending is about to be read again, or the connection is gone. */
  forget(): void
  snapshot(): Omit<Holding, 'atWork'>
  /** The first of those that are worked on, or are next. */
  atWork(): EntryId[]
}

export function createHeldEntries(): HeldEntries {
  const working = new Set<EntryId>()
  const left = new Set<EntryId>()
  /** Worked on after their XACK. */
  const goingOn = new Set<EntryId>()
  let workingOn: EntryId | undefined
  let many: { count: number; ids: readonly EntryId[] } | undefined

  function ended(id: EntryId): void {
    if (workingOn === id && !working.has(id) && !goingOn.has(id)) workingOn = undefined
  }

  return {
    receive(id) {
      left.delete(id)
      working.add(id)
    },
    begin(id) {
      workingOn = id
    },
    receiveMany(read) {
      many = read
    },
    leave(id) {
      working.delete(id)
      // One that is acked is not pending, whatever became of its work.
      if (!goingOn.delete(id)) left.add(id)
      ended(id)
    },
    settle(id) {
      if (!working.delete(id)) goingOn.delete(id)
      ended(id)
    },
    goOn(id) {
      goingOn.add(id)
    },
    takeAway(ids) {
      for (const id of ids) left.delete(id)
    },
    forget() {
      working.clear()
      left.clear()
      goingOn.clear()
      workingOn = undefined
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
      return { count: left.size + working.size + (many?.count ?? 0), ids, ...(workingOn !== undefined && { workingOn }) }
    },
    atWork: () => [...new Set([...goingOn, ...working])].slice(0, IN_FLIGHT_SHOWN)
  }
}
