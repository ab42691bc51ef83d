import type { ConnectionState } from '@shared/model/connection-state'
import { toStreamId, type StreamId, type StreamRef } from '@shared/model/stream-ref'
import type { LoggedEvent, WorkbenchEvent } from '@shared/model/workbench-event'
import type { WorkerId, WorkerState } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { UnseenSpans } from './unseen-spans'

/** Length of what is drawn, and of what is kept, so that a paused picture has its past for a while. Milliseconds. */
export const SPAN_MS = 60_000
const KEPT_MS = 120_000
export const BUCKET_MS = 100

/** Entries that flowed in one bucket of a lane. */
export interface FlowCounts {
  added: number
  delivered: number
  acked: number
}

export type MarkKind = 'redelivered' | 'claimed' | 'failed' | 'crashed'

/** Something rare enough to be drawn on its own, always. */
export interface TimelineMark {
  at: number
  kind: MarkKind
  count: number
  /** Who did it or to whom: a consumer's or producer's name. */
  who: ByteText
  id?: EntryId
}

export interface Lane {
  /** Bucket number (wall clock ÷ BUCKET_MS) to what flowed in it, in order of time. */
  buckets: Map<number, FlowCounts>
  marks: TimelineMark[]
}

export interface StreamRecord {
  producers: Lane
  /** By group name; a Map, because `__proto__` is a legal one. */
  groups: Map<ByteText, Lane>
}

const createLane = (): Lane => ({ buckets: new Map(), marks: [] })

/** The last two minutes as events, for drawing. Independent of what is shown, so that nothing is missed by looking elsewhere. */
export class TimelineRecord {
  private readonly streams = new Map<StreamId, StreamRecord>()
  private readonly crashes = new Map<WorkerId, number>()
  readonly unseen = new UnseenSpans()
  private lastSeenAt: number | undefined
  /** Rises with each change, so that nothing is drawn twice. */
  version = 0

  take(events: readonly LoggedEvent[]): void {
    for (const { event, at } of events) {
      this.lastSeenAt = at
      this.takeOne(event, at)
    }
    this.version += 1
  }

  /** A snapshot came: between the last event and now things may have happened that were not seen. `connections`: its. */
  missed(now: number, connections: readonly ConnectionState[]): void {
    this.unseen.add({ from: this.lastSeenAt ?? Number.NEGATIVE_INFINITY, to: now })
    for (const connection of connections) this.unseen.follow(connection)
    this.lastSeenAt = now
    this.version += 1
  }

  stream(ref: StreamRef): StreamRecord | undefined {
    return this.streams.get(toStreamId(ref))
  }

  /** Forgets what is older than is kept. */
  prune(now: number): void {
    const oldest = now - KEPT_MS
    for (const [id, { producers, groups }] of this.streams) {
      pruneLane(producers, oldest)
      for (const [name, lane] of groups) {
        pruneLane(lane, oldest)
        if (lane.buckets.size === 0 && lane.marks.length === 0) groups.delete(name)
      }
      if (groups.size === 0 && producers.buckets.size === 0 && producers.marks.length === 0) this.streams.delete(id)
    }
    this.unseen.prune(oldest)
  }

  private takeOne(event: WorkbenchEvent, at: number): void {
    switch (event.kind) {
      case 'entries-added':
        return addFlow(this.laneOf(event.stream, undefined), at, 'added', event.count)
      case 'entries-delivered':
        if (!event.again) return addFlow(this.laneOf(event.group, event.group.group), at, 'delivered', event.count)
        return this.mark(this.laneOf(event.group, event.group.group), { at, kind: 'redelivered', count: event.count, who: event.consumer }, event.ids[0])
      case 'entries-acked':
        return addFlow(this.laneOf(event.group, event.group.group), at, 'acked', event.count)
      case 'entries-failed':
        return this.mark(this.laneOf(event.group, event.group.group), { at, kind: 'failed', count: event.count, who: event.consumer }, event.ids[0])
      case 'entries-claimed':
        return this.mark(this.laneOf(event.group, event.group.group), { at, kind: 'claimed', count: event.count, who: event.consumer }, event.ids[0])
      case 'worker-changed':
        return this.takeWorker(event.worker, at)
      case 'connection-changed':
        return this.unseen.follow(event.connection)
      case 'connection-removed':
        return this.unseen.forget(event.id)
      case 'worker-removed':
        this.crashes.delete(event.id)
        return
      default:
    }
  }

  /** A worker is told of again and again while it lies crashed; one crash is one mark. */
  private takeWorker(worker: WorkerState, at: number): void {
    const { status } = worker
    if (status.kind !== 'crashed' || this.crashes.get(worker.id) === status.since) return
    this.crashes.set(worker.id, status.since)
    this.mark(this.laneOf(worker, worker.role === 'consumer' ? worker.group : undefined), { at, kind: 'crashed', count: 1, who: worker.name }, undefined)
  }

  private mark(lane: Lane, mark: TimelineMark, id: EntryId | undefined): void {
    lane.marks.push(id === undefined ? mark : { ...mark, id })
  }

  private laneOf(ref: StreamRef, group: ByteText | undefined): Lane {
    const id = toStreamId(ref)
    const stream = this.streams.get(id) ?? { producers: createLane(), groups: new Map<ByteText, Lane>() }
    this.streams.set(id, stream)
    if (group === undefined) return stream.producers
    const lane = stream.groups.get(group) ?? createLane()
    stream.groups.set(group, lane)
    return lane
  }
}

function addFlow(lane: Lane, at: number, kind: keyof FlowCounts, count: number): void {
  const bucket = Math.floor(at / BUCKET_MS)
  const counts = lane.buckets.get(bucket)
  if (counts === undefined) lane.buckets.set(bucket, { added: 0, delivered: 0, acked: 0, [kind]: count })
  else counts[kind] += count
}

function pruneLane(lane: Lane, oldest: number): void {
  const oldestBucket = Math.floor(oldest / BUCKET_MS)
  for (const bucket of lane.buckets.keys()) {
    if (bucket >= oldestBucket) break
    lane.buckets.delete(bucket)
  }
  const kept = lane.marks.findIndex((mark) => mark.at >= oldest)
  if (kept !== 0) lane.marks.splice(0, kept < 0 ? lane.marks.length : kept)
}

/** What happened in a lane from `from` to `to`, for those who read instead of look. */
export interface LaneSums extends FlowCounts {
  marks: Record<MarkKind, number>
}

export function sumLane(lane: Lane | undefined, from: number, to: number): LaneSums {
  const sums: LaneSums = { added: 0, delivered: 0, acked: 0, marks: { redelivered: 0, claimed: 0, failed: 0, crashed: 0 } }
  for (const [bucket, counts] of lane?.buckets ?? []) {
    const at = bucket * BUCKET_MS
    if (at < from || at > to) continue
    sums.added += counts.added
    sums.delivered += counts.delivered
    sums.acked += counts.acked
  }
  for (const mark of lane?.marks ?? []) if (mark.at >= from && mark.at <= to) sums.marks[mark.kind] += mark.count
  return sums
}
