/**
 * Streams and consumer groups as Redis is documented to keep them, in the plainest way there is. It imports nothing of
 * the product, so that a test that compares both does not compare the product with itself (TRUST T2).
 * Names are hexadecimal digits of their bytes, ids are pairs of bigints.
 */

export type Id = readonly [bigint, bigint]

/** In what servers of different releases differ, found by trying. */
export interface Behaviour {
  /** 7.0: a claim of a deleted entry drops it from the pending list instead of handing it over. */
  claimDropsDeleted: boolean
  /** 7.2: reading or claiming creates the consumer also when nothing comes of it. */
  createsIdleConsumers: boolean
}

interface Pending {
  owner: string
  count: bigint
}

interface Group {
  delivered: Id
  consumers: Set<string>
  pending: Map<string, Pending>
}

export function showId(id: Id): string {
  return `${id[0]}-${id[1]}`
}

export function readId(text: string): Id {
  const [ms = '0', sequence = '0'] = text.split('-')
  return [BigInt(ms), BigInt(sequence)]
}

export function compareIds(a: Id, b: Id): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  return a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1
}

export class StreamModel {
  exists = false
  top: Id = [0n, 0n]
  entries: Id[] = []
  groups = new Map<string, Group>()

  constructor(private readonly behaviour: Behaviour) {}

  has(id: Id): boolean {
    return this.entries.some((entry) => compareIds(entry, id) === 0)
  }

  add(id: Id): void {
    this.exists = true
    this.entries.push(id)
    this.top = id
  }

  remove(ids: readonly Id[]): void {
    this.entries = this.entries.filter((entry) => !ids.some((id) => compareIds(id, entry) === 0))
  }

  keepLast(count: number): void {
    this.entries = count === 0 ? [] : this.entries.slice(-count)
  }

  keepFrom(id: Id): void {
    this.entries = this.entries.filter((entry) => compareIds(entry, id) >= 0)
  }

  deleteKey(): void {
    this.exists = false
    this.top = [0n, 0n]
    this.entries = []
    this.groups = new Map()
  }

  createGroup(name: string, from: Id | '$'): void {
    this.exists = true
    if (!this.groups.has(name)) this.groups.set(name, { delivered: from === '$' ? this.top : from, consumers: new Set(), pending: new Map() })
  }

  setGroupId(name: string, to: Id | '$'): void {
    const group = this.groups.get(name)
    if (group !== undefined) group.delivered = to === '$' ? this.top : to
  }

  createConsumer(name: string, consumer: string): void {
    this.groups.get(name)?.consumers.add(consumer)
  }

  deleteConsumer(name: string, consumer: string): void {
    const group = this.groups.get(name)
    group?.consumers.delete(consumer)
    for (const [id, row] of group?.pending ?? []) if (row.owner === consumer) group?.pending.delete(id)
  }

  readNew(name: string, consumer: string, count: number, noAck: boolean): void {
    const group = this.groups.get(name)
    if (group === undefined) return
    const read = this.entries.filter((entry) => compareIds(entry, group.delivered) > 0).slice(0, count)
    if (read.length > 0 || this.behaviour.createsIdleConsumers) group.consumers.add(consumer)
    for (const id of read) {
      group.delivered = id
      // Also when it is pending already, after the cursor was set back: a new owner and a count of one.
      if (!noAck) group.pending.set(showId(id), { owner: consumer, count: 1n })
    }
  }

  readHistory(name: string, consumer: string, count: number): void {
    const group = this.groups.get(name)
    if (group === undefined) return
    group.consumers.add(consumer)
    const own = [...group.pending].filter(([, row]) => row.owner === consumer).map(([id]) => readId(id)).sort(compareIds).slice(0, count)
    for (const id of own) {
      const row = group.pending.get(showId(id))
      if (row !== undefined && this.has(id)) row.count += 1n
    }
  }

  acknowledge(name: string, ids: readonly Id[]): number {
    const group = this.groups.get(name)
    return ids.filter((id) => group?.pending.delete(showId(id))).length
  }

  claim(name: string, consumer: string, ids: readonly Id[], options: { tooYoung: boolean; force: boolean; justId: boolean; retryCount?: number; lastId?: Id }): void {
    const group = this.groups.get(name)
    if (group === undefined) return
    if (options.lastId !== undefined && compareIds(options.lastId, group.delivered) > 0) group.delivered = options.lastId
    if (this.behaviour.createsIdleConsumers) group.consumers.add(consumer)
    for (const id of ids) {
      let row = group.pending.get(showId(id))
      const exists = this.has(id)
      if (!exists && this.behaviour.claimDropsDeleted) {
        group.pending.delete(showId(id))
        continue
      }
      if (row === undefined && options.force && exists) row = { owner: '', count: 1n }
      else if (row === undefined || options.tooYoung) continue
      group.consumers.add(consumer)
      const count = options.retryCount === undefined ? row.count + (options.justId ? 0n : 1n) : BigInt(options.retryCount)
      group.pending.set(showId(id), { owner: consumer, count })
    }
  }

  /** What XAUTOCLAIM did, by its own answer: which rows it scans is no promise of its documentation. */
  autoclaimed(name: string, consumer: string, claimed: readonly Id[], dropped: readonly Id[], justId: boolean): void {
    const group = this.groups.get(name)
    if (group === undefined) return
    if (claimed.length > 0 || this.behaviour.createsIdleConsumers) group.consumers.add(consumer)
    for (const id of dropped) group.pending.delete(showId(id))
    for (const id of claimed) {
      const before = group.pending.get(showId(id))
      group.pending.set(showId(id), { owner: consumer, count: (before?.count ?? 0n) + (justId ? 0n : 1n) })
    }
  }

  /** The class of TRUST I3 for one id in one group. */
  standing(name: string, id: Id): string {
    const group = this.groups.get(name)
    if (group === undefined) return 'no group'
    if (group.pending.has(showId(id))) return this.has(id) ? 'pending' : 'pending, entry gone'
    if (!this.has(id)) return 'removed'
    return compareIds(id, group.delivered) > 0 ? 'undelivered' : 'settled'
  }

  undelivered(name: string): number {
    const group = this.groups.get(name)
    return group === undefined ? 0 : this.entries.filter((entry) => compareIds(entry, group.delivered) > 0).length
  }
}
