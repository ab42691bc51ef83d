import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { entryIdMilliseconds, toEntryId } from '@shared/redis/entry-id'
import { actOnPending } from '../../actions/act-on-pending'
import { builtInLab, groupOf, handler, variantOf } from '../testing/built-in-lab'
import { openLabBench, type LabBench } from '../testing/lab-bench'

// Rows D2–D6 of SYSTEMS.

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:order_stream'
const ORDERS = ['ORD-1001', 'ORD-1002', 'ORD-1003', 'ORD-1004', 'ORD-1005']

it('D2, D3, D4 the lab has the published parameters', () => {
  const file = builtInLab('order_stream')
  expect(file.sources).toMatchObject([{ stream: 'order_stream', schedule: { once: 5, gapMs: 500 } }])
  expect(groupOf(file, 'inventory_group')).toMatchObject({ start: '$', consumers: ['worker_a'], standby: ['worker_b'], read: { count: 1, blockMs: 2000 }, handler: { effect: { kind: 'stock', key: 'order_id' } }, ack: 'after-commit' })
  expect(file.groups.some((group) => group.start === '0')).toBe(true)
})

describe.each(['redis-server', 'built-in'] as const)('order_stream on %s', { timeout: 60_000 }, (kind) => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench(kind)
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const add = (order: string): Promise<string> => bench.cli('XADD', KEY, '*', 'order_id', order, 'amount', '1.00', 'status', 'created')
  const facts = async (group: string): Promise<Map<string, string>> => (await bench.describe('XINFO', 'GROUPS', KEY)).find((one) => one.get('name') === group) ?? new Map<string, string>()
  const rest = async (group: string): Promise<unknown> => [(await facts(group)).get('pending'), (await facts(group)).get('last-delivered-id') === (await bench.cli('XREVRANGE', KEY, '+', '-', 'COUNT', '1')).split('\n')[0]]
  const stock = (lab: string): unknown[] => bench.sql(`SELECT key FROM effects WHERE lab = ? AND grp = 'inventory_group' ORDER BY n`, lab).map((row) => row['key'])
  /** Without the producer, and with a worker that needs no time. */
  const fast = (consumers: string[] = ['worker_a']): string => variantOf('order_stream', {
    group: (group) => (group.name === 'inventory_group' ? { consumers, standby: [], handler: handler(group, { processing: { fixedMs: 0 } }) } : {})
  })

  it('D2, D3 five orders half a second apart, amounts 25.50 × n; $ ignores what was there before, 0 does not', async () => {
    await add('ORD-old-1')
    await add('ORD-old-2')
    const lab = await bench.start(JSON.stringify(builtInLab('order_stream')))
    await vi.waitFor(async () => expect([await bench.cli('XLEN', KEY), await rest('inventory_group'), await rest('audit_group')]).toEqual(['7', ['0', true], ['0', true]]), wait)
    const lines = (await bench.cli('XRANGE', KEY, '-', '+')).split('\n')
    const entries = Array.from({ length: 7 }, (_, n) => lines.slice(n * 7, n * 7 + 7)).slice(2)
    expect(entries.map(([, ...fields]) => fields)).toEqual(ORDERS.map((order, n) => ['order_id', order, 'amount', (25.5 * (n + 1)).toFixed(2), 'status', 'created']))
    const times = entries.map(([id = '']) => entryIdMilliseconds(toEntryId(id)) ?? 0)
    // Each is due half a second after the one before was due: one that came late on a busy machine has a shorter gap behind it.
    for (const [n, time] of times.slice(1).entries()) expect(time - (times[n] ?? 0)).toBeGreaterThan(100)
    expect((times[4] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1500)
    expect(stock(lab.id)).toEqual(ORDERS)
    await vi.waitFor(() => expect([bench.consumer('worker_a').counts.delivered, bench.consumer('auditor').counts.delivered]).toEqual([5, 7]), wait)
    await vi.waitFor(async () => {
      const standings = await bench.standings(lab)
      // Redis does not tell what $ passed over from what was worked on: so it is not called good.
      expect(standings.get(`${KEY}/inventory_group`)?.verdict).toMatchObject({ verdict: 'unknown', effects: { once: 5, more: 0 }, settledUnseen: { value: 2 } })
      expect(standings.get(`${KEY}/audit_group`)?.verdict).toMatchObject({ verdict: 'good', acked: { value: 7 } })
    }, wait)
  })

  it('D3 what was there before: the group at $ is given none of it, the group at 0 all of it, and both what comes after; a second start adds none again', async () => {
    const history = `${KEY}:history`
    const lab = await bench.start(variantOf('order_stream', {}))
    expect(await bench.cli('XLEN', history)).toBe('3')
    await vi.waitFor(() => expect([bench.consumer('historian').counts.acked, bench.consumer('newcomer').counts.acked]).toEqual([3, 0]), wait)
    await bench.cli('XADD', history, '*', 'order_id', 'ORD-1001', 'amount', '1.00', 'status', 'created')
    await vi.waitFor(() => expect([bench.consumer('historian').counts.delivered, bench.consumer('newcomer').counts.delivered]).toEqual([4, 1]), wait)
    await bench.labs.stop({ lab: lab.id, clean: false })
    const again = await bench.start(variantOf('order_stream', {}))
    expect(await bench.cli('XLEN', history)).toBe('4')
    await bench.labs.stop({ lab: again.id, clean: true })
    expect(await bench.cli('KEYS', '*')).toBe('')
  })

  it('D6 worker_b stands by: it is there, and starts when a person says so', async () => {
    await bench.start(variantOf('order_stream', { groups: ['inventory_group'] }))
    expect(bench.consumer('worker_b').status.kind).toBe('stopped')
    await bench.pool.crash(bench.consumer('worker_a').id, 'G3')
    const lost = await add('ORD-1')
    await vi.waitFor(() => expect(bench.consumer('worker_a').status.kind).toBe('crashed'), wait)
    bench.pool.start(bench.consumer('worker_b').id)
    await bench.cli('XCLAIM', KEY, 'inventory_group', 'worker_b', '0', lost)
    await add('ORD-2')
    await vi.waitFor(() => expect(bench.consumer('worker_b').counts.acked).toBeGreaterThan(0), wait)
  })

  it('D4 one order a read, its stock deducted, then XACK; an error before the ack leaves it in the PEL', async () => {
    const lab = await bench.start(fast())
    await bench.pool.crash(bench.consumer('worker_a').id, 'G5')
    const failed = await add('ORD-1')
    await add('ORD-2')
    await vi.waitFor(() => expect(bench.consumer('worker_a').status).toMatchObject({ kind: 'crashed', gate: 'G5' }), wait)
    const row = (await bench.cli('XPENDING', KEY, 'inventory_group', '-', '+', '10')).split('\n')
    expect([row.length, row[0], row[1], row[3]]).toEqual([4, failed, 'worker_a', '1'])
    expect(stock(lab.id)).toEqual(['ORD-1'])
    bench.pool.start(bench.consumer('worker_a').id)
    await vi.waitFor(async () => expect(await rest('inventory_group')).toEqual(['0', true]), wait)
    expect(stock(lab.id)).toEqual(['ORD-1', 'ORD-2'])
    await vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/inventory_group`)?.verdict).toMatchObject({ verdict: 'good' }), wait)
  })

  it('D5 a lag that rises in XINFO GROUPS is what the picture says, and goes when a worker reads', async () => {
    const lab = await bench.start(fast())
    bench.pool.hold(bench.consumer('worker_a').id, ['G0'])
    await vi.waitFor(() => expect(bench.consumer('worker_a').status.kind).toBe('held'), wait)
    for (const [n, order] of ORDERS.entries()) {
      await add(order)
      expect((await facts('inventory_group')).get('lag')).toBe(String(n + 1))
      expect((await bench.standings(lab)).get(`${KEY}/inventory_group`)?.verdict.undelivered).toMatchObject({ value: n + 1 })
    }
    bench.pool.hold(bench.consumer('worker_a').id, [])
    await vi.waitFor(async () => expect((await facts('inventory_group')).get('lag')).toBe('0'), wait)
  })

  it('D6 the rescue: old pending entries found by XPENDING go to a healthy worker by XCLAIM, which works them off once', async () => {
    const lab = await bench.start(fast(['worker_a', 'worker_b']))
    const [dead, healthy] = [bench.consumer('worker_a'), bench.consumer('worker_b')]
    bench.pool.hold(healthy.id, ['G0'])
    await vi.waitFor(() => expect(bench.consumer('worker_b').status.kind).toBe('held'), wait)
    await bench.pool.crash(dead.id, 'G3')
    const lost = await add('ORD-1')
    await vi.waitFor(() => expect(bench.consumer('worker_a').status.kind).toBe('crashed'), wait)
    bench.pool.hold(healthy.id, [])
    await add('ORD-2')
    await vi.waitFor(() => expect(stock(lab.id)).toEqual(['ORD-2']), wait)
    // Nobody takes it by itself.
    let rows: string[] = []
    await vi.waitFor(async () => {
      rows = (await bench.cli('XPENDING', KEY, 'inventory_group', 'IDLE', '200', '-', '+', '10')).split('\n')
      expect([rows[0], rows[1]]).toEqual([lost, 'worker_a'])
    }, wait)
    const { connections, id, log } = bench.observed
    const group = { connection: id, key: KEY, group: 'inventory_group' }
    const result = await actOnPending({
      connection: connections.get(id), sink: log, group, action: { kind: 'claim', ids: [toEntryId(lost)], consumer: 'worker_b', minIdleMs: 200, justId: false },
      onClaimed: (...claimed) => bench.pool.noteClaimed(...claimed)
    })
    expect(result).toMatchObject({ kind: 'ok', done: 1, command: ['XCLAIM', KEY, 'inventory_group', 'worker_b', '200', lost] })
    await vi.waitFor(async () => expect(await rest('inventory_group')).toEqual(['0', true]), wait)
    expect(stock(lab.id)).toEqual(['ORD-2', 'ORD-1'])
    await vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/inventory_group`)?.verdict).toMatchObject({ verdict: 'good', acked: { value: 2 } }), wait)
  })
})
