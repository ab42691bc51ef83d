import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { LabState } from '@shared/model/worker-state'
import { openLabBench, type LabBench } from './testing/lab-bench'

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:first'

let bench: LabBench
beforeAll(async () => {
  bench = await openLabBench('redis-server')
}, 60_000)
afterAll(() => bench.dispose())

const start = (group: object): Promise<LabState> => bench.start(JSON.stringify({
  sluice: 1, name: 'first', title: 'First', streams: [{ name: 'first' }], groups: [{ name: 'g', stream: 'first', consumers: ['a'], handler: { name: 'h', effect: { kind: 'count' } }, ...group }]
}))
const add = (): Promise<string> => bench.cli('XADD', KEY, '*', 'type', 't')
const standing = async (lab: LabState) => (await bench.standings(lab)).get(`${KEY}/g`)

it.each([
  // Redis has no record of what was read with NOACK, so that nothing is claimed of it.
  ['acked before its work', { ack: 'before-work' }, { verdict: 'bad', sentence: '1 entry was acked, and the effect never happened.' }], ['read with NOACK', { read: { noAck: true } }, { verdict: 'unknown' }]
])('an entry %s is in hand while its worker has it: not lost, and lost when that is crashed', async (_what, policy, crashed) => {
  const lab = await start(policy)
  try {
    await add()
    await vi.waitFor(async () => expect((await standing(lab))?.verdict).toMatchObject({ verdict: 'good', effects: { once: 1 }, sentence: 'Nothing is lost and nothing happened twice: none is left to do.' }), wait)
    bench.pool.hold(bench.consumer('a').id, ['G3'])
    await add()
    await vi.waitFor(() => expect(bench.consumer('a').status.kind).toBe('held'), wait)
    const held = await standing(lab)
    expect(held?.check.pending).toMatchObject({ value: 0 })
    expect(held?.effects).toMatchObject({ once: 1, never: 0, unclear: 0, atWork: 1 })
    expect(held?.verdict).toMatchObject({ verdict: 'good', sentence: 'Nothing is lost and nothing happened twice: 1 that was settled before its work is in hand.' })
    await bench.pool.crash(bench.consumer('a').id)
    expect((await standing(lab))?.verdict).toMatchObject(crashed)
  } finally {
    await bench.clear()
  }
})

it('an entry that another hand acks is in hand while a worker has it, and its effect comes', async () => {
  const lab = await start({})
  try {
    bench.pool.hold(bench.consumer('a').id, ['G3'])
    const id = await add()
    await vi.waitFor(() => expect(bench.consumer('a')).toMatchObject({ status: { kind: 'held' }, atWork: [id] }), wait)
    await bench.cli('XACK', KEY, 'g', id)
    expect((await standing(lab))?.effects).toMatchObject({ never: 0, unclear: 0 })
    bench.pool.hold(bench.consumer('a').id, [])
    await vi.waitFor(async () => expect((await standing(lab))?.verdict).toMatchObject({ verdict: 'good', effects: { once: 1 } }), wait)
  } finally {
    await bench.clear()
  }
})
