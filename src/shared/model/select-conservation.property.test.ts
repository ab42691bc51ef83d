import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EntryId } from '../redis/entry-id'
import { known, unknown } from './fact'
import type { PresentReading } from './present-reading'
import { createStreamState, reduceStream } from './reduce-stream'
import { selectConservation, sumConservation, type Conservation } from './select-conservation'
import { TAPE_LENGTH, type StreamState } from './stream-state'

const STREAM = { connection: 'sandbox', key: 's' }
const GROUP = { ...STREAM, group: 'g' }

type Step =
  | { kind: 'add' | 'deliver' | 'ack'; count: number }
  | { kind: 'trim'; keep: number }
  | { kind: 'read' }

const counted = (kind: 'add' | 'deliver' | 'ack', max: number): fc.Arbitrary<Step> => fc.record({ kind: fc.constant(kind), count: fc.integer({ min: 1, max }) })
const step: fc.Arbitrary<Step> = fc.oneof(
  counted('add', 90), counted('deliver', 90), counted('ack', 90),
  fc.record({ kind: fc.constant('trim' as const), keep: fc.integer({ min: 0, max: 120 }) }),
  fc.constant<Step>({ kind: 'read' })
)

interface History {
  steps: readonly Step[]
  /** From this step on acks are seen. */
  watchedFrom: number
  /** entries-read passes over what was trimmed unread, as 8.0 does; 7.0 counts on. */
  jumps: boolean
}

const history: fc.Arbitrary<History> = fc.record({ steps: fc.array(step, { maxLength: 60 }), watchedFrom: fc.nat(30), jumps: fc.boolean() })

/** Runs a stream with one group that is fed, read, acked, trimmed and observed; keeps what a server would not, the number lost. */
function run({ steps, watchedFrom, jumps }: History, look: (check: Conservation, added: number, lost: number) => void): void {
  let stream: StreamState = createStreamState(STREAM)
  let added = 0
  let first = 1
  let delivered = 0
  let entriesRead = 0
  let lost = 0
  let at = 0
  const pending: number[] = []
  const id = (n: number): EntryId => `${n}-0`

  const readNow = (): PresentReading => {
    at += 1
    const length = added - first + 1
    const rows = pending.map((n) => ({ id: id(n), consumer: 'c', idle: 0, deliveries: 1, gone: n < first }))
    const behind = added - entriesRead
    const lag = known(behind, 'server', at)
    return {
      kind: 'present', at, atomic: true, length, entriesAdded: known(added, 'server', at), lastGeneratedId: id(added), groupsOmitted: 0,
      ...(length > 0 && { firstId: id(first) }), tail: Array.from({ length: Math.min(length, TAPE_LENGTH) }, (_, i) => id(added - i)),
      groups: [{
        name: 'g', pending: pending.length, lastDeliveredId: id(delivered), entriesRead: known(entriesRead, 'server', at), lag,
        undelivered: behind % 2 === 0 ? lag : unknown('not counted'), consumers: [], window: { rows, complete: true, at }
      }]
    }
  }

  for (const [index, each] of [...steps, { kind: 'read' } as const].entries()) {
    switch (each.kind) {
      case 'add':
        added += each.count
        break
      case 'deliver':
        for (let i = 0; i < each.count && Math.max(delivered + 1, first) <= added; i++) {
          delivered = Math.max(delivered + 1, first)
          entriesRead = jumps ? delivered : entriesRead + 1
          pending.push(delivered)
        }
        break
      case 'ack': {
        const gone = pending.splice(0, each.count).length
        if (index >= watchedFrom) stream = reduceStream(stream, { kind: 'entries-acked', group: GROUP, nothing: 0, evidence: 'seen', count: gone, ids: [] })
        break
      }
      case 'trim': {
        const head = Math.max(first, added - each.keep + 1)
        lost += Math.max(0, head - Math.max(first, delivered + 1))
        first = head
        break
      }
      case 'read': {
        const reading = readNow()
        stream = reduceStream(stream, { kind: 'stream-read', stream: STREAM, reading })
        const [group] = stream.groups
        if (group !== undefined) look(selectConservation(reading, group), added, lost)
      }
    }
  }
}

test('added = undelivered + pending + settled + lost at every reading of every history where all parts are known', () => {
  fc.assert(fc.property(history, (given) => run(given, (check, added) => {
    const sum = sumConservation(check)
    if (sum.known) expect(sum.value).toBe(added)
    expect(Number(check.acksSeen)).toBeLessThanOrEqual(check.settled.known ? Number(check.settled.value) : 0)
  })), { numRuns: 500 })
})

test('"nothing lost" is never said when something was lost, whatever the server counts', () => {
  fc.assert(fc.property(history, (given) => run(given, (check, _added, lost) => {
    if (check.verdict === 'balanced') expect(lost).toBe(0)
  })), { numRuns: 500 })
})

test('a loss that is told is never larger than it was, and exact where entries-read counts what was given (7.0)', () => {
  fc.assert(fc.property(history, (given) => run(given, (check, _added, lost) => {
    if (check.verdict !== 'lost' || !check.lostUnread.known) return
    if (given.jumps) expect(check.lostUnread.value).toBeLessThanOrEqual(lost)
    else expect(check.lostUnread.value).toBe(lost)
  })), { numRuns: 500 })
})
