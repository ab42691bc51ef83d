import type { Clock } from '@shared/lib/clock'
import type { StreamCheck } from '@shared/model/stream-check'
import type { StreamReading } from '@shared/model/stream-state'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { quoteArgument } from '@shared/redis/command-preview'
import { findDifferences, type Difference, type SeenBetween } from './find-differences'
import { createSeenRecord, type SeenKind, type SeenMark, type SeenRecord } from './seen-record'

/** A reading, and what had been seen when it began. */
export interface MarkedReading {
  reading: StreamReading
  mark: SeenMark
}

/** What it takes to say whether the picture of one stream is right. */
export interface PictureCheck {
  readonly seen: SeenRecord
  note(event: WorkbenchEvent): void
  /** `before`: what the picture was made of when somebody asked. Waits, at most a second, for reports about what the reading has already. */
  judge(before: MarkedReading | undefined, now: StreamReading, newEpoch: string | undefined): Promise<StreamCheck>
}

export interface PictureCheckOptions {
  clock: Clock
  isOwn: SeenBetween['isOwn']
}

/** A report comes 50 ms after what it reports, and later when the machine has much to do. */
const REPORTS_WITHIN_MS = 1000
const LOOK_EVERY_MS = 50
/** Others who did something of a kind so lately are at work here, and do more between two readings. */
const AT_WORK_MS = 10_000
/** A reading older than this should have been followed by another: what others did since should have been seen. */
const USUAL_PAUSE_MS = 2500

const WORDS: Record<Exclude<StreamReading['kind'], 'present' | 'failed'>, string> = { missing: 'no key', 'not-a-stream': 'a key that is no stream', 'no-permission': 'a key that may not be read' }

function describeKind(reading: StreamReading): string {
  return reading.kind === 'present' ? 'a stream' : reading.kind === 'failed' ? 'nothing' : WORDS[reading.kind]
}

const say = ({ group, text }: Difference): string => (group === undefined ? text : `in ${quoteArgument(group)} ${text}`)

function byOthers(event: WorkbenchEvent): { kind: SeenKind; group: string } | undefined {
  if (!('evidence' in event) || event.evidence !== 'inferred') return undefined
  switch (event.kind) {
    case 'entries-added':
      return { kind: 'added', group: '' }
    case 'entries-delivered':
      return { kind: event.again ? 'moved' : 'delivered', group: event.group.group }
    case 'entries-claimed':
      return { kind: 'moved', group: event.group.group }
    case 'entries-acked':
      return { kind: 'settled', group: event.group.group }
  }
}

export function createPictureCheck({ clock, isOwn }: PictureCheckOptions): PictureCheck {
  const seen = createSeenRecord(clock)
  /** When others were last seen to do something, by kind and group. */
  const othersAt = new Map<string, number>()

  function areAtWork({ by, group = '' }: Difference): boolean {
    return by !== undefined && clock.monotonic() - (othersAt.get(`${by} ${group}`) ?? -Infinity) <= AT_WORK_MS
  }

  async function waitForReports(find: () => Difference[]): Promise<Difference[]> {
    const until = clock.monotonic() + REPORTS_WITHIN_MS
    for (;;) {
      const found = find()
      if (found.length === 0 || clock.monotonic() >= until) return found
      await clock.sleep(LOOK_EVERY_MS)
    }
  }

  return {
    seen,
    note(event) {
      seen.note(event)
      const other = byOthers(event)
      if (other !== undefined) othersAt.set(`${other.kind} ${other.group}`, clock.monotonic())
    },
    async judge(before, now, newEpoch) {
      if (now.kind === 'failed') return { kind: 'unread', why: now.message }
      if ((now.kind === 'no-permission' || now.kind === 'not-a-stream') && (before === undefined || before.reading.kind === now.kind)) return { kind: 'unread', why: `The server has ${describeKind(now)}.` }
      const counted = now.kind === 'missing' ? { added: 0, pending: 0 } : now.kind === 'present' ? { ...(now.entriesAdded.known && { added: now.entriesAdded.value }), pending: now.groups.reduce((sum, { pending }) => sum + pending, 0) } : { pending: 0 }
      const answer = { kind: 'read' as const, at: now.at, ...(before !== undefined && { since: before.reading.at }), moved: [], ...counted }
      if (before === undefined) return { ...answer, differences: [] }
      if (newEpoch !== undefined) return { ...answer, differences: [`it began anew: ${newEpoch.replace(/\.$/, '')}`] }
      if (before.reading.kind === 'missing' && now.kind === 'present') {
        // A key is made by the first that is added to it.
        const { mark } = before
        const foreign = (): Difference[] => {
          const own = seen.since(mark, 'added').count
          return own > 0 && now.length <= own ? [] : [{ text: `the server has a stream of ${now.length} entries, where the picture had no key` }]
        }
        return { ...answer, differences: (await waitForReports(foreign)).map(say) }
      }
      if (before.reading.kind !== 'present' || now.kind !== 'present') {
        return { ...answer, differences: before.reading.kind === now.kind ? [] : [`the server has ${describeKind(now)}, where the picture had ${describeKind(before.reading)}`] }
      }
      if (!before.reading.atomic || !now.atomic) return { kind: 'unread', why: 'This user may not use MULTI, so that its counts are of different moments and cannot be held against each other.' }
      const [old, { mark }] = [before.reading, before]
      const found = await waitForReports(() => findDifferences(old, now, { isOwn, since: (kind, group) => seen.since(mark, kind, group) }))
      const inTime = now.at - old.at <= USUAL_PAUSE_MS
      return { ...answer, differences: found.filter((each) => !inTime || !areAtWork(each)).map(say), moved: found.filter((each) => inTime && areAtWork(each)).map(say) }
    }
  }
}
