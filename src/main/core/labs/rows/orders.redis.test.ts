import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LabFileGroup } from '@shared/labs/lab-file'
import type { LabState } from '@shared/model/worker-state'
import { builtInLab, handler, variantOf } from '../testing/built-in-lab'
import { openLabBench, type LabBench } from '../testing/lab-bench'

// Rows B1–B5 of SYSTEMS.

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:orders'
const GROUPS = ['webhook-delivery', 'analytics-pipeline', 'notification-sender']

it('B1, B2, B5 the lab has the published parameters', () => {
  const file = builtInLab('orders')
  expect(file.streams.map(({ name }) => name)).toEqual(['orders', 'orders:dlq'])
  expect(file.groups.map(({ name }) => name)).toEqual(GROUPS)
  for (const group of file.groups) {
    expect(group).toMatchObject({ stream: 'orders', start: '0', read: { count: 50, blockMs: 2000, noAck: false }, idempotency: 'ledger', ack: 'after-commit', deadLetter: { afterDeliveries: 3, stream: 'orders:dlq' } })
    expect(group.handler.effect).toBeDefined()
  }
})

describe.each(['redis-server', 'built-in'] as const)('orders on %s', { timeout: 60_000 }, (kind) => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench(kind)
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const add = (order: string): Promise<string> => bench.cli('XADD', KEY, '*', 'type', 'order.created', 'order', order)
  const pending = async (group: string): Promise<number> => Number((await bench.cli('XPENDING', KEY, group)).split('\n')[0])
  const facts = async (group: string): Promise<Map<string, string>> => (await bench.describe('XINFO', 'GROUPS', KEY)).find((one) => one.get('name') === group) ?? new Map<string, string>()
  const verdict = async (lab: LabState, group: string) => (await bench.standings(lab)).get(`${KEY}/${group}`)?.verdict
  /** One group with one consumer, which works at once; the rest as in the file. */
  const one = (change: (group: LabFileGroup) => Partial<LabFileGroup> = () => ({})): string => variantOf('orders', {
    groups: ['webhook-delivery'], group: (group) => ({ consumers: ['wd-1'], handler: handler(group, { processing: { fixedMs: 0 } }), ...change(group) })
  })

  it('B1 groups are made from 0 with the stream; that they exist is no error, and nothing is read twice', async () => {
    expect(await bench.cli('EXISTS', KEY)).toBe('0')
    const lab = await bench.start(one())
    expect((await facts('webhook-delivery')).get('last-delivered-id')).toBe('0-0')
    await add('ord-1')
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts.acked).toBe(1), wait)
    await bench.labs.stop({ lab: lab.id, clean: false })
    const again = await bench.start(one())
    await add('ord-2')
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts).toMatchObject({ acked: 1, delivered: 1, redelivered: 0, errors: 1 }), wait)
    expect((await facts('webhook-delivery')).get('entries-read')).toBe('2')
    expect(await verdict(again, 'webhook-delivery')).toMatchObject({ verdict: 'good', effects: { once: 2, more: 0, never: { value: 0 } } })
  })

  /** Crashed at the gate with an order in hand, then started again: it reads its own pending first. */
  async function crashAt(gate: 'G3' | 'G4' | 'G5', text: string): Promise<{ lab: LabState; id: string }> {
    const lab = await bench.start(text)
    await bench.pool.crash(bench.consumer('wd-1').id, gate)
    const id = await add('ord-crash')
    await vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe('crashed'), wait)
    bench.pool.start(bench.consumer('wd-1').id)
    await add('ord-after')
    await vi.waitFor(async () => expect([await pending('webhook-delivery'), (await facts('webhook-delivery')).get('lag')]).toEqual([0, '0']), wait)
    // Its last report is on its way.
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts.acked).toBeGreaterThan(0), wait)
    return { lab, id }
  }
  const rows = (lab: LabState, id: string): unknown => [
    bench.sql('SELECT COUNT(*) AS n FROM effects WHERE lab = ? AND event_id = ?', lab.id, id)[0]?.['n'],
    bench.sql('SELECT COUNT(*) AS n FROM processed_events WHERE lab = ? AND event_id = ?', lab.id, id)[0]?.['n']
  ]

  it('B2 XACK only after commit: a crash in between is delivered again, and the ledger makes it a no-op', async () => {
    const { lab, id } = await crashAt('G5', one())
    expect(rows(lab, id)).toEqual([1, 1])
    expect(bench.consumer('wd-1').counts).toMatchObject({ redelivered: 1, skipped: 1 })
    await vi.waitFor(async () => expect(await verdict(lab, 'webhook-delivery')).toMatchObject({ verdict: 'good', effects: { once: 2, more: 0 } }), wait)
  })

  it('B2 acked first: the same crash loses the effect with nothing pending', async () => {
    const { lab, id } = await crashAt('G3', one(() => ({ ack: 'before-work' })))
    expect(rows(lab, id)).toEqual([0, 0])
    await vi.waitFor(async () => expect(await verdict(lab, 'webhook-delivery')).toMatchObject({ verdict: 'bad', sentence: '1 entry was acked, and the effect never happened.' }), wait)
  })

  it('B2 the effect outside the transaction: the same crash doubles it', async () => {
    const { lab, id } = await crashAt('G4', one(() => ({ ack: 'outside-transaction' })))
    expect(rows(lab, id)).toEqual([2, 1])
    await vi.waitFor(async () => expect(await verdict(lab, 'webhook-delivery')).toMatchObject({ verdict: 'bad', sentence: 'The effect of 1 entry happened more than once.' }), wait)
  })

  it('B3 the monitor gives what lies idle to a healthy worker; delivered more than 3 times it is XADDed to the DLQ and XACKed', async () => {
    const lab = await bench.start(one((group) => ({
      consumers: ['wd-1', 'wd-2'], reclaim: { by: 'sweeper', everyMs: 100, minIdleMs: 150, count: 100 }, handler: handler(group, { processing: { fixedMs: 0 }, poison: { field: 'order', contains: 'bad' } })
    })))
    await bench.pool.crash(bench.consumer('wd-1').id, 'G2')
    await vi.waitFor(async () => {
      await add('ord-fine')
      expect(bench.consumer('wd-1').status.kind).toBe('crashed')
    }, { ...wait, interval: 100 })
    await vi.waitFor(async () => expect(await pending('webhook-delivery')).toBe(0), wait)
    await vi.waitFor(() => expect(bench.consumer('wd-2').counts.redelivered).toBe(1), wait)
    const poison = await add('ord-bad')
    await vi.waitFor(async () => expect([await pending('webhook-delivery'), await bench.cli('XLEN', `${KEY}:dlq`)]).toEqual([0, '1']), wait)
    const letter = (await bench.cli('XRANGE', `${KEY}:dlq`, '-', '+')).split('\n')
    const field = (name: string): string | undefined => letter[letter.indexOf(name) + 1]
    expect([field('dlq:stream'), field('dlq:id'), field('dlq:group'), field('dlq:deliveries'), field('order')]).toEqual([KEY, poison, 'webhook-delivery', '4', 'ord-bad'])
    expect(bench.sql('SELECT status, buried FROM deliveries WHERE lab = ? AND event_id = ?', lab.id, poison)).toEqual([{ status: 'dead', buried: 1 }])
    await vi.waitFor(async () => expect(await verdict(lab, 'webhook-delivery')).toMatchObject({ verdict: 'good', deadLettered: { value: 1 }, pending: { value: 0 } }), wait)
  })

  it('B4 while more is pending than the threshold nothing new is read: the lag grows, and goes when there is room', async () => {
    await bench.start(one((group) => ({
      consumers: ['wd-1', 'wd-2'], read: { ...group.read, count: 5 }, backpressure: { pauseAbovePending: 3 }
    })))
    const [first, second] = ['wd-1', 'wd-2'].map((name) => bench.consumer(name).id)
    for (const id of [first, second]) bench.pool.hold(id ?? '', ['G0'])
    await vi.waitFor(() => expect(['wd-1', 'wd-2'].map((name) => bench.consumer(name).status.kind)).toEqual(['held', 'held']), wait)
    for (let n = 0; n < 9; n++) await add(`ord-${n}`)
    bench.pool.hold(first ?? '', ['G3'])
    await vi.waitFor(async () => expect(await pending('webhook-delivery')).toBe(5), wait)
    bench.pool.hold(second ?? '', [])
    await vi.waitFor(() => expect(bench.consumer('wd-2').paused).toEqual({ pending: 5, above: 3 }), wait)
    expect((await facts('webhook-delivery')).get('lag')).toBe('4')
    await add('ord-more')
    expect((await facts('webhook-delivery')).get('lag')).toBe('5')
    bench.pool.hold(first ?? '', [])
    await vi.waitFor(async () => expect([await pending('webhook-delivery'), (await facts('webhook-delivery')).get('lag')]).toEqual([0, '0']), wait)
    await vi.waitFor(() => expect(bench.consumer('wd-2')).not.toHaveProperty('paused'), wait)
  })

  it('B5 one stream, three groups, each with its own cursor and PEL: one that falls behind holds up no other', async () => {
    const lab = await bench.start(variantOf('orders', { group: (group) => ({ handler: handler(group, { processing: { fixedMs: 0 } }) }) }))
    await bench.pool.crash(bench.consumer('ns-1').id, 'G3')
    await bench.pool.crash(bench.consumer('ns-2').id, 'G3')
    for (let n = 0; n < 20; n++) await add(`ord-${n}`)
    await vi.waitFor(async () => {
      for (const group of ['webhook-delivery', 'analytics-pipeline']) expect([await pending(group), (await facts(group)).get('lag')]).toEqual([0, '0'])
    }, wait)
    const behind = await facts('notification-sender')
    const [held, lag] = [await pending('notification-sender'), Number(behind.get('lag'))]
    expect(held + lag).toBe(20)
    expect(lag).toBeGreaterThan(0)
    const effects = bench.sql('SELECT grp, COUNT(DISTINCT event_id) AS n FROM effects WHERE lab = ? GROUP BY grp ORDER BY grp', lab.id)
    expect(effects).toEqual([{ grp: 'analytics-pipeline', n: 20 }, { grp: 'webhook-delivery', n: 20 }])
    await vi.waitFor(async () => expect(await verdict(lab, 'notification-sender')).toMatchObject({ verdict: 'good', sentence: 'Nothing is lost and nothing happened twice: 20 are still to be done.' }), wait)
    for (const name of ['ns-1', 'ns-2']) if (bench.consumer(name).status.kind === 'crashed') bench.pool.start(bench.consumer(name).id)
    await vi.waitFor(async () => expect([await pending('notification-sender'), (await facts('notification-sender')).get('lag')]).toEqual([0, '0']), wait)
  })
})
