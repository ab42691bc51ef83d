import type { PresentReading } from '@shared/model/present-reading'
import type { GroupFacts, GroupSample } from '@shared/model/stream-state'
import type { StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import { approximateCount, subtractCounts, type Count } from '@shared/redis/count'
import { ZERO_ID } from '@shared/redis/entry-id'

/** Makes the points of the charts, one a second, from readings and from what was seen. */
export interface StreamSampler {
  note(event: WorkbenchEvent): void
  noteLatency(group: ByteText, ms: number): void
  /** The events of this second. */
  sample(reading: PresentReading, at: number): WorkbenchEvent[]
  /** A new epoch: the server's counters start anew, ours go on. */
  rebase(): void
}

/** Per group and point. */
const LATENCIES_KEPT = 20_000

interface GroupTotals {
  delivered: number
  acked: number
  /** The server's figures when watching began, and what was counted before an epoch ended. */
  base: { read: Count; pending: number } | undefined
  latencies: number[]
  shownDelivered: number
  shownAcked: number
}

function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export function createStreamSampler(stream: StreamRef): StreamSampler {
  const groups = new Map<ByteText, GroupTotals>()
  let addedBase: Count | undefined
  let seenAdded = 0
  let shownAdded = 0

  function totalsOf(group: ByteText): GroupTotals {
    const found = groups.get(group)
    if (found !== undefined) return found
    const created: GroupTotals = { delivered: 0, acked: 0, base: undefined, latencies: [], shownDelivered: 0, shownAcked: 0 }
    groups.set(group, created)
    return created
  }

  /** Totals never fall. Without entries-added (before 7.0) what was seen is all that is known. */
  function addedSoFar(reading: PresentReading): number {
    if (!reading.entriesAdded.known) return Math.max(shownAdded, seenAdded)
    addedBase ??= subtractCounts(reading.entriesAdded.value, shownAdded)
    return Math.max(shownAdded, approximateCount(subtractCounts(reading.entriesAdded.value, addedBase)))
  }

  function sampleGroup(facts: GroupFacts, at: number): GroupSample {
    const totals = totalsOf(facts.name)
    let { delivered, acked } = totals
    // A group that starts at 0-0 has read nothing, although the server says nil until its first delivery.
    const read = facts.entriesRead.known ? facts.entriesRead.value : facts.lastDeliveredId === ZERO_ID ? 0 : undefined
    if (read !== undefined) {
      totals.base ??= { read: subtractCounts(read, totals.shownDelivered), pending: facts.pending + totals.shownAcked - totals.shownDelivered }
      delivered = approximateCount(subtractCounts(read, totals.base.read))
      // XGROUP SETID set the count back: go on from here next time.
      if (delivered < totals.shownDelivered) totals.base = undefined
    }
    if (read !== undefined && totals.base !== undefined) {
      acked = Math.max(acked, delivered - (facts.pending - totals.base.pending))
    }
    totals.shownDelivered = Math.max(totals.shownDelivered, delivered)
    totals.shownAcked = Math.max(totals.shownAcked, acked)
    const oldestIdle = facts.window.rows.reduce<number | undefined>((most, row) => Math.max(most ?? 0, row.idle), undefined)
    const latencies = totals.latencies.sort((a, b) => a - b)
    totals.latencies = []
    const latencyP50 = percentile(latencies, 0.5)
    const latencyP95 = percentile(latencies, 0.95)
    const latencyP99 = percentile(latencies, 0.99)
    return {
      at,
      pending: facts.pending,
      ...(facts.undelivered.known && { lag: approximateCount(facts.undelivered.value) }),
      delivered: totals.shownDelivered,
      acked: totals.shownAcked,
      ...(oldestIdle !== undefined && { oldestIdle }),
      ...(latencyP50 !== undefined && { latencyP50 }),
      ...(latencyP95 !== undefined && { latencyP95 }),
      ...(latencyP99 !== undefined && { latencyP99 })
    }
  }

  return {
    note(event) {
      if (event.kind === 'entries-added') seenAdded += event.count
      else if (event.kind === 'entries-delivered' && !event.again) totalsOf(event.group.group).delivered += event.count
      else if (event.kind === 'entries-acked') totalsOf(event.group.group).acked += event.count
    },
    noteLatency(group, ms) {
      const { latencies } = totalsOf(group)
      // While the stream cannot be read nothing takes them away.
      if (latencies.length < LATENCIES_KEPT) latencies.push(ms)
    },
    sample(reading, at) {
      shownAdded = addedSoFar(reading)
      const names = new Set(reading.groups.map((group) => group.name))
      for (const name of groups.keys()) if (!names.has(name)) groups.delete(name)
      return [
        { kind: 'stream-sampled', stream, at, added: shownAdded, length: reading.length },
        ...reading.groups.map((facts): WorkbenchEvent => ({ kind: 'group-sampled', group: { ...stream, group: facts.name }, sample: sampleGroup(facts, at) }))
      ]
    },
    rebase() {
      addedBase = undefined
      for (const totals of groups.values()) totals.base = undefined
    }
  }
}
