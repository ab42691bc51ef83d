import type { PendingEntry } from './pending-entry'

/**
 * The pending entries of a group by the time of their delivery, for XREADGROUP … CLAIM (8.4): it takes those that have
 * waited longest first, and of those of one millisecond the one that came first. A chain through the entries themselves:
 * nearly every change is to the end, where it costs nothing.
 */
export class WaitingList {
  #first: PendingEntry | undefined
  #last: PendingEntry | undefined

  get first(): PendingEntry | undefined {
    return this.#first
  }

  /** Behind all that are not younger. Entries that were given back stand at the head, so they are looked for from there. */
  add(entry: PendingEntry): void {
    let before = entry.deliveredAt === 0 ? this.#lastGivenBack() : this.#last
    while (before !== undefined && before.deliveredAt > entry.deliveredAt) before = before.earlier
    const after = before === undefined ? this.#first : before.later
    entry.earlier = before
    entry.later = after
    if (before === undefined) this.#first = entry
    else before.later = entry
    if (after === undefined) this.#last = entry
    else after.earlier = entry
  }

  remove(entry: PendingEntry): void {
    const { earlier, later } = entry
    if (earlier === undefined) this.#first = later
    else earlier.later = later
    if (later === undefined) this.#last = earlier
    else later.earlier = earlier
    entry.earlier = undefined
    entry.later = undefined
  }

  #lastGivenBack(): PendingEntry | undefined {
    let last: PendingEntry | undefined
    for (let entry = this.#first; entry?.deliveredAt === 0; entry = entry.later) last = entry
    return last
  }
}
