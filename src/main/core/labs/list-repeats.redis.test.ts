import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { EffectRepeat } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { createEntryHistory } from '../queries/entry-history'
import { createCrashRecord } from './crash-record'
import { listRepeats } from './list-repeats'
import { openLabBench, type LabBench } from './testing/lab-bench'

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:again'
const history = createEntryHistory()
const crashes = createCrashRecord()

let bench: LabBench
beforeAll(async () => {
  bench = await openLabBench('redis-server')
  bench.observed.log.onAppend((logged) => {
    history.note(logged)
    crashes.note(logged)
  })
}, 60_000)
afterEach(() => bench.clear())
afterAll(() => bench.dispose())

const start = (group: object): Promise<LabState> => bench.start(JSON.stringify({
  sluice: 1, name: 'again', title: 'Again', streams: [{ name: 'again' }], groups: [{ name: 'g', stream: 'again', consumers: ['a'], handler: { name: 'h', effect: { kind: 'count', key: 'order' } }, ...group }]
}))
const add = (order: string, ...more: string[]): Promise<string> => bench.cli('XADD', KEY, '*', ...more, 'order', order)
const repeats = (lab: LabState): Promise<EffectRepeat[]> => listRepeats({ log: bench.observed.log, history, crashes, ledger: bench.ledger }, lab.id)

it('TRUST I14 crashed between effect and ack, then started again: the crash, its gate and the delivery are named', async () => {
  const lab = await start({ idempotency: 'ledger', ack: 'outside-transaction' })
  await bench.pool.crash(bench.consumer('a').id, 'G4')
  await add('ord-1')
  await vi.waitFor(() => expect(bench.consumer('a').status.kind).toBe('crashed'), wait)
  bench.pool.start(bench.consumer('a').id)
  await vi.waitFor(async () => expect(await repeats(lab)).toHaveLength(1), wait)
  await vi.waitFor(async () => expect((await repeats(lab))[0]).toMatchObject({
    group: 'g', cause: 'crash',
    text: 'a had it first and was crashed at G4, after the effect; started again, it read its own pending entries (delivery 2). Its effect is outside the transaction that marks it as done.'
  }), wait)
})

it('TRUST I14 claimed from a worker that was only slow: by which claim, and that nothing guards the effect', async () => {
  const lab = await start({ consumers: ['a', 'b'], reclaim: { by: 'sweeper', everyMs: 100, minIdleMs: 100 } })
  bench.pool.stop(bench.consumer('a').id)
  bench.pool.hold(bench.consumer('b').id, ['G4'])
  // Until it has stopped it may be given the entry.
  await vi.waitFor(() => expect(bench.consumer('a').status.kind).toBe('stopped'), wait)
  await add('ord-1')
  await vi.waitFor(() => expect(bench.consumer('b').status.kind).toBe('held'), wait)
  bench.pool.start(bench.consumer('a').id)
  await vi.waitFor(async () => expect(await repeats(lab)).toHaveLength(1), wait)
  await vi.waitFor(async () => expect((await repeats(lab))[0]).toMatchObject({
    cause: 'claimed', text: 'b had it first and had not acked it when the sweeper claimed it, and a had it next (delivery 2). Nothing guards its effect.'
  }), wait)
})

it('TRUST I14 two entries for one order, and what would have kept it from that', async () => {
  const lab = await start({ idempotency: 'ledger' })
  const first = await add('ord-1')
  await add('ord-2')
  await add('ord-1')
  await vi.waitFor(async () => expect(await repeats(lab)).toHaveLength(1), wait)
  expect((await repeats(lab))[0]).toMatchObject({ cause: 'added-twice', text: expect.stringMatching(new RegExp(`^Two entries for one key: ${first} has the same, \\d+ ms apart\\. No lock keeps its source from adding it twice\\.$`)) })
})

it('TRUST I14 an entry that was redriven says which letter it was', async () => {
  const lab = await start({ idempotency: 'ledger' })
  const first = await add('ord-1')
  await vi.waitFor(() => expect(bench.consumer('a').counts.acked).toBe(1), wait)
  await add('ord-1', 'dlq:redriven-from', '7-0')
  await vi.waitFor(async () => expect(await repeats(lab)).toEqual([expect.objectContaining({ cause: 'redriven', text: `Redriven: it was dead letter 7-0, and ${first} had had the same effect.` })]), wait)
})
