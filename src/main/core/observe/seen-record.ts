import type { Clock } from '@shared/lib/clock'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'

/** What may change a stream and be seen by us: entries are added, given for the first time, given or claimed again, and settled. */
export type SeenKind = 'added' | 'delivered' | 'moved' | 'settled'

/** What was seen of one kind since a mark: an upper bound of what our own parts did since, because a report comes a little later than what it reports. */
export interface Seen {
  count: number
  /** Of these, those that no report names. */
  unnamed: number
  has(id: EntryId): boolean
}

/** A moment from which on what is seen is counted. */
export interface SeenMark {
  at: number
  totals: ReadonlyMap<string, Total>
}

interface Total {
  count: number
  unnamed: number
}

/** What our own parts reported about one stream, so that a reading can be held against it. */
export interface SeenRecord {
  note(event: WorkbenchEvent): void
  /** Letters that were put into this stream by workers of another. */
  noteLetters(count: number): void
  mark(): SeenMark
  since(mark: SeenMark, kind: SeenKind, group?: ByteText): Seen
}

const IDS_KEPT = 20_000
/** A report may be of something that happened so long before it. Milliseconds. */
const LATE_MS = 1000

export function createSeenRecord(clock: Clock): SeenRecord {
  const totals = new Map<string, Total>()
  const seenAt = new Map<string, number>()
  let forgottenAt = -Infinity

  function forget(): void {
    const [oldest] = seenAt
    if (oldest === undefined) return
    seenAt.delete(oldest[0])
    forgottenAt = oldest[1]
  }

  function add(kind: SeenKind, group: ByteText, count: number, ids: readonly EntryId[]): void {
    const key = `${kind} ${group}`
    const total = totals.get(key) ?? { count: 0, unnamed: 0 }
    totals.set(key, { count: total.count + count, unnamed: total.unnamed + Math.max(0, count - ids.length) })
    for (const id of ids) {
      // An id holds no space: the key is unique whatever the group's name holds.
      const name = `${id} ${key}`
      seenAt.delete(name)
      seenAt.set(name, clock.monotonic())
      if (seenAt.size > IDS_KEPT) forget()
    }
  }

  return {
    note(event) {
      switch (event.kind) {
        case 'entries-added':
          if (event.evidence === 'seen') add('added', '', event.count, event.ids)
          return
        case 'entries-delivered':
          if (event.evidence === 'seen') add(event.again ? 'moved' : 'delivered', event.group.group, event.count, event.ids)
          return
        case 'entries-claimed':
          if (event.evidence !== 'seen') return
          add('moved', event.group.group, event.count, event.ids)
          return add('settled', event.group.group, event.dropped.length, event.dropped)
        case 'entries-acked':
          // Fewer acked than named: which ones is not known.
          if (event.evidence === 'seen') add('settled', event.group.group, event.count, event.ids.length > event.count ? [] : event.ids)
          return
        case 'entries-dead-lettered':
          return add('settled', event.group.group, event.count, event.ids)
        default:
          return
      }
    },
    noteLetters(count) {
      add('added', '', count, [])
    },
    mark: () => ({ at: clock.monotonic(), totals: new Map(totals) }),
    since(mark, kind, group = '') {
      const key = `${kind} ${group}`
      const now = totals.get(key) ?? { count: 0, unnamed: 0 }
      const before = mark.totals.get(key) ?? { count: 0, unnamed: 0 }
      const count = now.count - before.count
      // What was forgotten since may have named any of them.
      const unnamed = forgottenAt >= mark.at - LATE_MS ? count : now.unnamed - before.unnamed
      return { count, unnamed, has: (id) => (seenAt.get(`${id} ${key}`) ?? -Infinity) >= mark.at - LATE_MS }
    }
  }
}
