import { countLeft, newestIdOf, type PresentReading } from '@shared/model/present-reading'
import type { StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import { quoteArgument } from '@shared/redis/command-preview'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'

/** Ids remembered of each kind: as many as a restart may take, and no more. */
const REMEMBERED = 512

/** What was seen on our own wire lately: entries added, and by group what was acked, as dead letters too. */
export interface RecentWire {
  note(event: WorkbenchEvent): void
  /** The connection was lost at this time: what began later is of the server as it came back, which a reading tells. */
  end(at: number): void
  /** A reading has what was ignored since. */
  resume(): void
  added(): readonly EntryId[]
  acked(group: ByteText): readonly EntryId[]
  /** How many batches were told with some of their ids only. */
  cut(): number
  forget(): void
}

export function createRecentWire(): RecentWire {
  let added: EntryId[] = []
  let acked = new Map<ByteText, EntryId[]>()
  let cut = 0
  let endedAt = Infinity
  const keep = (before: readonly EntryId[], ids: readonly EntryId[]): EntryId[] => [...before, ...ids].slice(-REMEMBERED)
  return {
    end(at) {
      endedAt = Math.min(endedAt, at)
    },
    resume() {
      endedAt = Infinity
    },
    note(event) {
      if ('at' in event && typeof event.at === 'number' && event.at > endedAt) return
      const isAck = event.kind === 'entries-dead-lettered' || (event.kind === 'entries-acked' && event.evidence === 'seen')
      const isAdd = event.kind === 'entries-added' && event.evidence === 'seen'
      if ((isAck || isAdd) && event.ids.length < event.count) cut += 1
      if (isAdd) added = keep(added, event.ids)
      if (isAck) acked.set(event.group.group, keep(acked.get(event.group.group) ?? [], event.ids))
    },
    added: () => added,
    acked: (group) => acked.get(group) ?? [],
    cut: () => cut,
    forget() {
      added = []
      acked = new Map()
    }
  }
}

/** Of the ids seen before, those that are not there now, oldest first. What cannot be told, because the reading does not reach so far back, is left out. */
export function findLost(before: PresentReading, now: PresentReading, added: readonly EntryId[]): EntryId[] {
  const there = new Set(now.tail)
  const whole = now.tail.length === now.length
  const oldest = now.tail.at(-1)
  // A stream that never lost an entry holds all that it was ever given: what is not in it is not trimmed, it is gone.
  const untrimmed = countLeft(now) === 0
  const first = now.firstId
  // What was added later than the last reading; of what is older, that reading knows better: it may have been deleted since.
  const newest = newestIdOf(before)
  const later = added.filter((id) => newest === undefined || compareEntryIds(id, newest) > 0)
  const known = [...new Set([...before.tail, ...later])].filter((id) => {
    if (there.has(id)) return false
    const reaches = whole || (oldest !== undefined && compareEntryIds(id, oldest) >= 0)
    return reaches && (untrimmed || first === undefined || compareEntryIds(id, first) >= 0)
  })
  return known.sort(compareEntryIds)
}

type Notice = Extract<WorkbenchEvent, { kind: 'notice' }>

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`)

/** What a stream came back with after its server was restarted or replaced, against what was seen of it before (TRUST F1 to F3, F13). */
export function describeRestart(stream: StreamRef, before: PresentReading, now: PresentReading, wire: RecentWire): Notice {
  const lost = findLost(before, now, wire.added())
  const newest = lost.at(-1)
  const parts = [
    newest === undefined
      ? 'Nothing that was seen before is missing, as far as it reaches back.'
      : `${entries(lost.length)} that ${lost.length === 1 ? 'was' : 'were'} seen before ${lost.length === 1 ? 'is' : 'are'} gone, the newest ${newest}.`
  ]
  let again = 0
  for (const group of before.groups) {
    const after = now.groups.find(({ name }) => name === group.name)
    if (after === undefined) {
      if (now.groupsOmitted === 0) parts.push(`Group ${quoteArgument(group.name)} is gone.`)
      continue
    }
    const acked = new Set(wire.acked(group.name))
    const pendingAgain = after.window.rows.filter((row) => acked.has(row.id)).length
    again += pendingAgain
    const back = pendingAgain === 0 ? '' : `; ${entries(pendingAgain)} whose ack was seen ${pendingAgain === 1 ? 'is' : 'are'} pending again`
    if (group.pending !== after.pending || pendingAgain > 0) parts.push(`Group ${quoteArgument(group.name)}: pending ${group.pending} before, ${after.pending} now${back}.`)
  }
  const bad = newest !== undefined || again > 0
  return {
    kind: 'notice', level: bad ? 'warning' : 'info', stream, connection: stream.connection,
    text: `Stream ${quoteArgument(stream.key)} came back with ${entries(now.length)}, ${before.length} before. ${parts.join(' ')}`,
    ...(bad && { next: 'An ack or an entry that the server had not saved or replicated is as if it never was: expect effects to happen again.' })
  }
}
