import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connection, facts, picture, present, read } from '../alerts/testing/picture'
import { selectMigration, selectMigrationVerdict, selectSustainedRate, type MigrationGauge } from './select-migration'
import type { StreamState } from './stream-state'
import type { WorkbenchEvent } from './workbench-event'
import type { WorkbenchState } from './workbench-state'
import type { ProducerState } from './worker-state'

const START = 1_760_000_000_000
const HOUR = 3_600_000

/** One sample a second, so many entries more each. */
const samples = (seconds: number, perSecond: number, key = 's'): WorkbenchEvent[] => Array.from({ length: seconds + 1 }, (_, second) => ({
  kind: 'stream-sampled', stream: { connection: 'c', key }, at: START + second * 1000, added: second * perSecond, length: 10
}))
const producer = (change: Partial<ProducerState['settings']>): WorkbenchEvent => ({
  kind: 'worker-changed', worker: {
    id: 'p', role: 'producer', connection: 'c', key: 's', name: 'p', status: { kind: 'stopped', since: 0 }, unknownOutcomes: 0, startedAt: 0, duplicates: 0,
    counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
    settings: { schedule: { kind: 'rate', perSecond: 1 }, templates: [], ...change }
  }
})
const ask = (state: WorkbenchState, now: number, retentionNeeded: number | null = null): MigrationGauge => selectMigration(state, { connection: 'c', stream: state.streams['c/s'], retentionNeeded, now })

describe('the migration gauge', () => {
  test('B7: the rate is that of the last whole minute, of all streams watched together', () => {
    const state = picture(...read('s', present([])), ...read('t', present([])), ...samples(70, 50_000), ...samples(70, 40_000, 't'))
    const { rate, streams } = ask(state, START + 70_000)
    expect(rate).toMatchObject({ value: { known: true, value: 90_000, from: 'counted' }, bound: 80_000, past: true })
    expect(streams).toBe(2)
  })

  test('less than a minute of samples is no sustained rate, and says how much there is', () => {
    const { rate } = ask(picture(...read('s', present([])), ...samples(20, 100_000)), START + 20_000)
    expect(rate).toEqual({ value: { known: false, why: 'it is watched for 20 s, and a minute is needed' }, bound: 80_000, past: undefined })
  })

  test('a minute that was not read through, or a connection that is lost, tells nothing of now', () => {
    const full = picture(...read('s', present([])), ...samples(70, 100))
    expect(ask(full, START + 200_000).rate.past).toBeUndefined()
    expect(ask({ ...full, connections: { c: connection('lost') } }, START + 70_000)).toMatchObject({ rate: { past: undefined }, groups: { past: undefined }, oldest: { known: false } })
    const hole = picture(...read('s', present([])), ...samples(5, 100), { kind: 'stream-sampled', stream: { connection: 'c', key: 's' }, at: START + 200_000, added: 9_000_000, length: 10 })
    expect(ask(hole, START + 200_000).rate.value).toMatchObject({ known: false, why: expect.stringContaining('not read') })
  })

  test('B7: more than twenty groups are counted over all streams, those that are not read in detail too', () => {
    const groups = (count: number) => Array.from({ length: count }, (_, index) => facts(`g${index}`))
    expect(ask(picture(...read('s', present(groups(15))), ...read('t', present(groups(5)))), START).groups).toMatchObject({ value: { value: 20 }, past: false })
    expect(ask(picture(...read('s', present(groups(15), { groupsOmitted: 6 }))), START).groups).toMatchObject({ value: { value: 21 }, past: true })
    expect(ask(picture(...read('s', present(groups(3))), { kind: 'stream-watched', stream: { connection: 'c', key: 'new' } }), START).groups.past).toBeUndefined()
  })

  test('B7: needed retention is what the person says and nothing else', () => {
    const state = picture(...read('s', present([])))
    expect(ask(state, START).retention).toMatchObject({ value: { known: false }, past: undefined })
    expect(ask(state, START, 48).retention.past).toBe(false)
    expect(ask(state, START, 49).retention.past).toBe(true)
  })

  test('the age of the oldest entry is an estimate from its id, and unknown where the id tells no time', () => {
    const oldest = (firstId: `${string}-${string}`) => ask(picture(...read('s', present([], { firstId }))), START + HOUR).oldest
    expect(oldest(`${START}-0`)).toMatchObject({ known: true, value: 1, from: 'estimate' })
    for (const odd of ['1-0', `${START + 2 * HOUR}-0`, '18446744073709551615-1'] as const) expect(oldest(odd)).toMatchObject({ known: false })
  })

  test('what trimming keeps: by age exactly, by length as the rate has it, else unknown', () => {
    const kept = (...events: WorkbenchEvent[]) => ask(picture(...read('s', present([])), ...samples(70, 100), ...events), START + 70_000).kept
    expect(kept(producer({ trim: { keepMs: 2 * HOUR, exact: false } }))).toMatchObject({ known: true, value: 2 })
    expect(kept(producer({ trim: { maxLen: 360_000, exact: false } }))).toMatchObject({ known: true, value: 1, from: 'estimate' })
    expect(kept(producer({}))).toMatchObject({ known: false })
    expect(kept(producer({ trim: 'never' }))).toMatchObject({ known: false })
    expect(kept()).toMatchObject({ known: false })
  })

  test('one trigger past is enough to look; nothing is cleared while one is unknown', () => {
    const trigger = (past: boolean | undefined) => ({ value: { known: false as const, why: '' }, bound: 1, past })
    const gauge = (a?: boolean, b?: boolean, c?: boolean) => selectMigrationVerdict({ streams: 1, rate: trigger(a), retention: trigger(b), groups: trigger(c), oldest: { known: false, why: '' }, kept: { known: false, why: '' } })
    expect(gauge(true)).toBe('look')
    expect(gauge(false, false)).toBe('open')
    expect(gauge(false, false, false)).toBe('keep')
  })

  test('a steady rate is told as it is, whatever it is and however samples lie', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 200_000 }), fc.array(fc.integer({ min: 900, max: 2000 }), { minLength: 70, maxLength: 120 }), (perSecond, gaps) => {
      let at = START
      const list = gaps.map((gap) => ({ at: (at += gap), added: ((at - START) * perSecond) / 1000, length: 1 }))
      const stream: StreamState = { ref: { connection: 'c', key: 's' }, groups: [], addedByUs: 0, samples: list, epoch: 0 }
      const rate = selectSustainedRate(stream, at)
      expect(rate.known && rate.value).toBeCloseTo(perSecond, 4)
    }))
  })
})
