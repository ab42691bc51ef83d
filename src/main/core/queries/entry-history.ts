import type { LifeEvent } from '@shared/contract/streams'
import { assertNever } from '@shared/lib/assert-never'
import { toStreamId, type StreamId, type StreamRef } from '@shared/model/stream-ref'
import type { LoggedEvent, SkipReason, WorkbenchEvent } from '@shared/model/workbench-event'
import type { EntryId } from '@shared/redis/entry-id'

/** What is remembered of one entry, oldest first. */
export interface RememberedLife {
  events: LifeEvent[]
  /** Wall clock. Events before it may be missing; undefined when the entry was seen from its birth on and nothing was dropped. */
  rememberedSince?: number
}

export interface EntryHistory {
  note(logged: LoggedEvent): void
  find(stream: StreamRef, id: EntryId): RememberedLife
}

/** Entries whose events are kept, over all streams; of each at most the last so many. */
const ENTRIES_KEPT = 20_000
const EVENTS_PER_ENTRY = 64

const SKIPPED: Record<SkipReason, string> = {
  'done-before': 'Its effect was there already: nothing was done again.',
  'not-subscribed': 'Its handler is not subscribed to its type.',
  'switched-off': 'The subscription of its handler to its type is switched off.'
}

interface Noted {
  stream: StreamRef
  /** True when the event concerned more entries than it names. */
  cut: boolean
  ids: readonly EntryId[]
  life: Omit<LifeEvent, 'at'>
}

type BatchEvent = Extract<WorkbenchEvent, { ids: unknown }>

function isBatch(event: WorkbenchEvent): event is BatchEvent {
  return 'ids' in event
}

function workerOf(worker: string | undefined): { worker?: string } {
  return worker === undefined ? {} : { worker }
}

function toNoted(event: BatchEvent): Noted[] {
  const cut = event.count > event.ids.length
  switch (event.kind) {
    case 'entries-added':
      return [{ stream: event.stream, cut, ids: event.ids, life: { kind: 'added', evidence: event.evidence, ...(event.by !== 'other' && { worker: event.by }) } }]
    case 'entries-delivered':
      return [{
        stream: event.group, cut, ids: event.ids,
        life: { kind: event.again ? 'redelivered' : 'delivered', group: event.group.group, consumer: event.consumer, evidence: event.evidence, ...workerOf(event.worker) }
      }]
    case 'entries-acked': {
      // Fewer acked than named: which ids were still pending is not known, so none of them is called acked.
      const ids = event.ids.length > event.count ? [] : event.ids
      const life = { kind: 'acked', group: event.group.group, evidence: event.evidence, ...workerOf(event.worker), ...(event.consumer !== undefined && { consumer: event.consumer }) } as const
      return [{ stream: event.group, cut: cut || ids.length < event.ids.length, ids, life }]
    }
    case 'entries-failed':
      return [{ stream: event.group, cut, ids: event.ids, life: { kind: 'failed', group: event.group.group, consumer: event.consumer, worker: event.worker, evidence: 'seen', note: event.why } }]
    case 'entries-skipped': {
      const note = SKIPPED[event.why]
      return [{ stream: event.group, cut, ids: event.ids, life: { kind: 'skipped', group: event.group.group, consumer: event.consumer, worker: event.worker, evidence: 'seen', note } }]
    }
    case 'entries-dead-lettered':
      return [{ stream: event.group, cut, ids: event.ids, life: { kind: 'dead-lettered', group: event.group.group, consumer: event.consumer, worker: event.worker, evidence: 'seen', note: `${event.why} To ${event.to}.` } }]
    case 'entries-claimed':
      return [
        { stream: event.group, cut, ids: event.ids, life: { kind: 'claimed', group: event.group.group, consumer: event.consumer, evidence: event.evidence, note: `by ${event.by}` } },
        { stream: event.group, cut: false, ids: event.dropped, life: { kind: 'deleted', group: event.group.group, evidence: event.evidence, note: 'The claim found no entry and dropped it from the pending list.' } }
      ]
    default:
      return assertNever(event)
  }
}

/**
 * By the time of happening. The addition comes first whatever its time: threads report on their own, and a consumer may
 * have an entry before its producer has seen the reply to XADD.
 */
function compareLifeEvents(a: LifeEvent, b: LifeEvent): number {
  if (a.kind === 'added' || b.kind === 'added') return Number(b.kind === 'added') - Number(a.kind === 'added')
  return (a.at ?? 0) - (b.at ?? 0)
}

/** Remembers by entry what the log told: bounded, and it says from when on it is complete. */
export function createEntryHistory(): EntryHistory {
  /** In order of the first event of each entry, so that the oldest go first. */
  const lives = new Map<string, LifeEvent[]>()
  /** Events up to here may be missing: forgotten, never named, or before we looked. */
  let dropped: number | undefined
  let startedAt: number | undefined
  const unnamedAt = new Map<StreamId, number>()

  function add(key: string, event: LifeEvent, at: number): void {
    const life = lives.get(key)
    if (life !== undefined) {
      life.push(event)
      if (life.length > EVENTS_PER_ENTRY) dropped = Math.max(dropped ?? 0, life.shift()?.at ?? at)
      return
    }
    lives.set(key, [event])
    if (lives.size <= ENTRIES_KEPT) return
    const [oldest] = lives
    if (oldest === undefined) return
    lives.delete(oldest[0])
    dropped = Math.max(dropped ?? 0, oldest[1][oldest[1].length - 1]?.at ?? at)
  }

  return {
    note({ event, at }) {
      startedAt ??= at
      // The same id may now name another entry (TRUST I6).
      if (event.kind === 'epoch-changed') {
        const prefix = `${toStreamId(event.stream)}\n`
        for (const key of lives.keys()) if (key.startsWith(prefix)) lives.delete(key)
        unnamedAt.set(toStreamId(event.stream), at)
        return
      }
      if (!isBatch(event)) return
      for (const noted of toNoted(event)) {
        const id = toStreamId(noted.stream)
        if (noted.cut) unnamedAt.set(id, at)
        // A key may hold a line break, an entry id never does: the last line is the id.
        for (const entry of noted.ids) add(`${id}\n${entry}`, { at: event.at ?? at, ...noted.life }, at)
      }
    },
    find(stream, entry) {
      const id = toStreamId(stream)
      const events = [...(lives.get(`${id}\n${entry}`) ?? [])].sort(compareLifeEvents)
      const gaps = [dropped, unnamedAt.get(id)].filter((at) => at !== undefined)
      const [birth] = events
      const born = birth?.kind === 'added' ? birth.at : undefined
      const gap = gaps.length === 0 ? undefined : Math.max(...gaps)
      if (born !== undefined && (gap === undefined || gap < born)) return { events }
      const since = gap ?? startedAt
      return { events, ...(since !== undefined && { rememberedSince: since }) }
    }
  }
}
