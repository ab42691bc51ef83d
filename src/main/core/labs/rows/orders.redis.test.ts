import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LabFileGroup } from '@shared/labs/lab-file'
import type { LabState } from '@shared/model/worker-state'
import { builtInLab, handler, variantOf } from '../testing/built-in-lab'
import { openLabBench, type LabBench } from '../testing/lab-bench'

// Rows B1–B5 of SYSTEMS.

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:orders'
const GROUPS = ['webhook-delivery', 'analytics-pipeline', 'notification-sender']

it('B1, B2, B3, B4, B5 the lab has the published parameters', () => {
  const file = builtInLab('orders')
  expect(file.streams.map(({ name }) => name)).toEqual(['orders', 'orders:dlq'])
  expect(file.groups.map(({ name }) => name)).toEqual(GROUPS)
  for (const group of file.groups) {
    expect(group).toMatchObject({ stream: 'orders', start: '0', read: { count: 50, blockMs: 2000, noAck: false }, idempotency: 'ledger', ack: 'after-commit', deadLetter: { afterDeliveries: 3, stream: 'orders:dlq' } })
    expect(group).toMatchObject({ reclaim: { by: 'sweeper', everyMs: 30_000, minIdleMs: 60_000 }, backpressure: { pauseAbovePending: 50 }, scaleOut: { lagAbove: 40, do: 'suggest' } })
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

  it('B2 the order is switched while it runs, and the same crash loses, then doubles, then does neither; what was lost and doubled stays in the verdict', async () => {
    const lab = await bench.start(one())
    const { id: worker } = bench.consumer('wd-1')
    const switchTo = async (ack: LabFileGroup['ack']): Promise<void> => {
      const policies = bench.observed.log.current().labs[lab.id]?.groups[0]?.policies
      if (policies === undefined) throw new Error('the lab does not run')
      await bench.labs.setPolicies({ lab: lab.id, stream: KEY, group: 'webhook-delivery', policies: { ...policies, ack }, parts: ['ack'] })
      expect(bench.consumer('wd-1').settings.policies?.ack).toBe(ack)
    }
    const crashWith = async (order: string, gate: 'G3' | 'G4' | 'G5'): Promise<string> => {
      await bench.pool.crash(worker, gate)
      const id = await add(order)
      await vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe('crashed'), wait)
      bench.pool.start(worker)
      await vi.waitFor(async () => expect([bench.consumer('wd-1').status.kind, await pending('webhook-delivery'), (await facts('webhook-delivery')).get('lag')]).toEqual(['running', 0, '0']), wait)
      return id
    }
    await switchTo('before-work')
    const lost = await crashWith('ord-lost', 'G3')
    await switchTo('outside-transaction')
    const doubled = await crashWith('ord-doubled', 'G4')
    await switchTo('after-commit')
    const safe = await crashWith('ord-safe', 'G5')
    expect([rows(lab, lost), rows(lab, doubled), rows(lab, safe)]).toEqual([[0, 0], [2, 1], [1, 1]])
    await vi.waitFor(async () => expect(await verdict(lab, 'webhook-delivery')).toMatchObject({ verdict: 'bad', effects: { once: 1, more: 1, never: { value: 1 } } }), wait)
  })

  it.each([
    ['webhook-delivery', 'wd'], ['analytics-pipeline', 'ap'], ['notification-sender', 'ns']
  ])('B3 the monitor of %s gives what lies idle to a healthy worker; delivered more than 3 times it is XADDed to the DLQ and XACKed', async (name, prefix) => {
    const [dead, healthy] = [`${prefix}-1`, `${prefix}-2`]
    // As shipped, but in a fraction of the time, and with orders that nobody can process.
    const lab = await bench.start(variantOf('orders', { groups: [name], group: (group) => ({
      reclaim: { ...group.reclaim, everyMs: 100, minIdleMs: 150 } as LabFileGroup['reclaim'], handler: handler(group, { processing: { fixedMs: 0 }, poison: { field: 'order', contains: 'bad' } })
    }) }))
    await bench.pool.crash(bench.consumer(dead).id, 'G2')
    await vi.waitFor(async () => {
      await add('ord-fine')
      expect(bench.consumer(dead).status.kind).toBe('crashed')
    }, { ...wait, interval: 100 })
    await vi.waitFor(async () => expect(await pending(name)).toBe(0), wait)
    await vi.waitFor(() => expect(bench.consumer(healthy).counts.redelivered).toBeGreaterThan(0), wait)
    const poison = await add('ord-bad')
    await vi.waitFor(async () => expect([await pending(name), await bench.cli('XLEN', `${KEY}:dlq`)]).toEqual([0, '1']), wait)
    const letter = (await bench.cli('XRANGE', `${KEY}:dlq`, '-', '+')).split('\n')
    const field = (part: string): string | undefined => letter[letter.indexOf(part) + 1]
    expect([field('dlq:stream'), field('dlq:id'), field('dlq:group'), field('dlq:deliveries'), field('dlq:attempts'), field('dlq:reason'), field('dlq:error'), field('order')])
      .toEqual([KEY, poison, name, '4', '3', 'Delivered 4 times, more than 3.', 'Poison: order contains "bad".', 'ord-bad'])
    // The ledger is told after the server has answered.
    await vi.waitFor(() => expect(bench.sql('SELECT status, buried FROM deliveries WHERE lab = ? AND event_id = ?', lab.id, poison)).toEqual([{ status: 'dead', buried: 1 }]), wait)
    await vi.waitFor(async () => expect(await verdict(lab, name)).toMatchObject({ verdict: 'good', deadLettered: { value: 1 }, pending: { value: 0 } }), wait)
  })

  it('B2, B3 an effect that happened is never buried: crashed after its commit and before its ack until it was delivered too often, it is acked, once', async () => {
    const lab = await bench.start(one())
    const { id } = bench.consumer('wd-1')
    const stands = (kind: string) => vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe(kind), wait)
    await bench.pool.crash(id, 'G4')
    const order = await add('ord-crash')
    await stands('crashed')
    bench.pool.hold(id, ['G5'])
    for (let delivery = 2; delivery <= 5; delivery++) {
      bench.pool.start(id)
      await stands('held')
      await bench.pool.crash(id)
      await stands('crashed')
    }
    expect((await bench.cli('XPENDING', KEY, 'webhook-delivery', '-', '+', '10')).split('\n')).toEqual([order, 'wd-1', expect.any(String), '5'])
    bench.pool.hold(id, [])
    bench.pool.start(id)
    await vi.waitFor(async () => expect(await pending('webhook-delivery')).toBe(0), wait)
    expect(rows(lab, order)).toEqual([1, 1])
    expect(await bench.cli('XLEN', `${KEY}:dlq`)).toBe('0')
    await vi.waitFor(async () => expect(await verdict(lab, 'webhook-delivery')).toMatchObject({ verdict: 'good', deadLettered: { value: 0 }, effects: { once: 1, more: 0 } }), wait)
  })

  it('B4 while more is pending than the threshold nothing new is read: the lag grows, and goes when there is room', async () => {
    await bench.start(variantOf('orders', { groups: ['webhook-delivery'], group: (group) => ({ handler: handler(group, { processing: { fixedMs: 0 } }) }) }))
    const own = ['wd-1', 'wd-2'].map((name) => bench.consumer(name).id)
    for (const id of own) bench.pool.hold(id, ['G0'])
    await vi.waitFor(() => expect(['wd-1', 'wd-2'].map((name) => bench.consumer(name).status.kind)).toEqual(['held', 'held']), wait)
    const writer = bench.observed.connections.get(bench.observed.id).writer
    const addMany = (count: number): Promise<unknown> => writer.pipeline(Array.from({ length: count }, (_, n) => ['XADD', KEY, '*', 'type', 'order.created', 'order', `ord-${n}`]), { by: 'hand' })
    await addMany(60)
    // A consumer that is not ours took a lot, and does nothing with it.
    const taken = (await bench.cli('XREADGROUP', 'GROUP', 'webhook-delivery', 'stranger', 'COUNT', '60', 'STREAMS', KEY, '>')).split('\n').filter((line) => /^\d+-\d+$/.test(line))
    expect(taken).toHaveLength(60)
    for (const id of own) bench.pool.hold(id, [])
    for (const name of ['wd-1', 'wd-2']) await vi.waitFor(() => expect(bench.consumer(name).paused).toEqual({ pending: 60, above: 50 }), wait)
    await addMany(4)
    expect((await facts('webhook-delivery')).get('lag')).toBe('4')
    await addMany(1)
    expect((await facts('webhook-delivery')).get('lag')).toBe('5')
    await bench.cli('XACK', KEY, 'webhook-delivery', ...taken)
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
