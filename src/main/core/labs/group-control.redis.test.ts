import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { GroupPolicies } from '@shared/labs/lab-file'
import { parseLabFile } from '@shared/labs/parse-lab-file'
import { startControlLab, toControlText, type ControlLab } from './testing/control-lab'
import { openLabBench, type LabBench } from './testing/lab-bench'

/** Many of the questions start a redis-cli: asked more often they would take the machine from what is asked about. */
const wait = { timeout: 25_000, interval: 100 }

let bench: LabBench

beforeAll(async () => {
  bench = await openLabBench('redis-server')
}, 60_000)
afterAll(() => bench.dispose())

const which = ({ id, ref }: ControlLab): { lab: string; stream: string; group: string } => ({ lab: id, stream: ref.key, group: 'g' })
const poison = { field: 'order', contains: 'bad' }
const poisons = (lab: ControlLab): unknown[] => lab.consumers().map(({ settings }) => settings.policies?.handler.poison)

/**
 * Changes policies while what was added has been read already, and nothing of it worked on. What is added right after a change may come before it: the entry
 * comes by the worker's own socket, the change from its host.
 */
async function betweenReadAndWork(lab: ControlLab, orders: string[], change: Partial<GroupPolicies>): Promise<string[]> {
  const { id } = lab.first()
  bench.pool.hold(id, ['G0'])
  await lab.heldAt('G0')
  const ids: string[] = []
  for (const order of orders) ids.push(await lab.add(order))
  bench.pool.hold(id, ['G1'])
  await lab.heldAt('G1')
  await lab.set(change)
  bench.pool.hold(id, [])
  return ids
}

// Each has a lab of its own, and most of its time is waiting: they wait side by side.
describe.concurrent('policies of a running group', { timeout: 60_000 }, () => {
  it('B4: pausing above so many pending is switched on and off while it runs, for a group without policies too', async () => {
    const lab = await startControlLab(bench, { perSecond: 40, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1 }' })
    await lab.set({ backpressure: { pauseAbovePending: 10 } })
    expect(lab.policies()).toMatchObject({ backpressure: { pauseAbovePending: 10 } })
    await vi.waitFor(() => expect(lab.first().paused).toMatchObject({ above: 10 }), wait)
    const stood = await lab.pending()
    await vi.waitFor(async () => expect(await lab.lag()).toBeGreaterThan(20), wait)
    expect(await lab.pending()).toBe(stood)
    await lab.set({ backpressure: undefined })
    await vi.waitFor(async () => expect(await lab.pending()).toBeGreaterThan(stood + 20), wait)
    // What was paused is said to read again.
    await vi.waitFor(() => expect(lab.first()).not.toHaveProperty('paused'), wait)
    await lab.end()
  })

  it.each(['retry: { attempts: 100, baseMs: 300, factor: 1 }', 'reclaim: { by: sweeper, everyMs: 300, minIdleMs: 200 }', 'reclaim: { by: autoclaim-first, minIdleMs: 200 }'])(
    'B4: while reading is paused, what is pending is still taken up, which makes room: %s', async (way) => {
      const lab = await startControlLab(bench, { perSecond: 20, group: `handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1, effect: { kind: count, key: n } }, idempotency: ledger, backpressure: { pauseAbovePending: 5 }, ${way}` })
      await vi.waitFor(() => expect(lab.first().paused).toMatchObject({ above: 5 }), wait)
      await vi.waitFor(async () => expect(await lab.lag()).toBeGreaterThan(20), wait)
      for (const { id } of lab.consumers()) bench.pool.configureConsumer(id, { failureRate: 0 })
      await vi.waitFor(async () => expect(await lab.lag()).toBeLessThan(3), wait)
      await vi.waitFor(() => expect(lab.first()).not.toHaveProperty('paused'), wait)
      await lab.end()
    }
  )

  it('B3, B4: delivered more often than the limit goes to the dead letters, once that is switched on', async () => {
    const lab = await startControlLab(bench, { perSecond: 20, group: 'read: { count: 5 }, handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1 }, reclaim: { by: sweeper, everyMs: 300, minIdleMs: 0 }' })
    await vi.waitFor(async () => expect(await lab.pending()).toBeGreaterThan(5), wait)
    expect(await lab.letters()).toBe(0)
    await lab.set({ deadLetter: { afterDeliveries: 2, stream: `${lab.name}:dlq` } })
    await vi.waitFor(async () => expect(await lab.letters()).toBeGreaterThan(5), wait)
    // Whoever comes later has it too.
    await bench.labs.addConsumer(which(lab))
    expect(lab.consumers().map(({ settings }) => settings.policies?.deadLetter?.afterDeliveries)).toEqual([2, 2])
    await lab.end()
  })

  it('poison by predicate: what holds the text fails at each delivery while that is on, all else passes; off, it passes; with dead letters it ends there', async () => {
    const lab = await startControlLab(bench, { group: 'read: { count: 5, blockMs: 200 }, handler: { name: h, processing: { fixedMs: 0 } }, reclaim: { by: sweeper, everyMs: 200, minIdleMs: 0 }' })
    const [, one = '', , two = ''] = await betweenReadAndWork(lab, ['good-1', 'bad-1', 'good-2', 'bad-2'], { poison })
    expect(lab.policies()).toMatchObject({ poison })
    await vi.waitFor(async () => {
      const rows = await lab.rows()
      expect(rows.map(({ id }) => id).sort()).toEqual([one, two].sort())
      expect(Math.min(...rows.map(({ deliveries }) => deliveries))).toBeGreaterThan(3)
    }, wait)
    await lab.set({ poison: undefined })
    expect(poisons(lab)).toEqual([undefined])
    await vi.waitFor(async () => expect(await lab.pending()).toBe(0), wait)
    expect(await lab.letters()).toBe(0)
    await betweenReadAndWork(lab, ['good-3', 'bad-3'], { poison, deadLetter: { afterDeliveries: 2, stream: `${lab.name}:dlq` } })
    await vi.waitFor(async () => expect(await bench.cli('XRANGE', `${lab.ref.key}:dlq`, '-', '+')).toContain('bad-3'), wait)
    await vi.waitFor(async () => expect(await lab.pending()).toBe(0), wait)
    expect(await lab.letters()).toBe(1)
    // Whoever comes later fails at it too.
    await bench.labs.addConsumer(which(lab))
    expect(poisons(lab)).toEqual([poison, poison])
    await lab.end()
  })

  it('poison of the file is what its switch begins with; off, a retry that was planned before still comes, in whatever order it is acked by then, and a first consumer has none', async () => {
    const lab = await startControlLab(bench, { group: 'handler: { name: h, processing: { fixedMs: 0 }, poison: { field: order, contains: bad }, effect: { kind: count } }, idempotency: ledger, retry: { attempts: 3, baseMs: 1500, jitter: 0 }' })
    expect(lab.policies()).toMatchObject({ poison })
    await lab.add('bad-1')
    await vi.waitFor(() => expect(lab.first().counts).toMatchObject({ failed: 1 }), wait)
    await lab.set({ poison: undefined, ack: 'before-work', retry: undefined, lease: { renewMs: 1000 } })
    await vi.waitFor(async () => expect(await lab.pending()).toBe(0), wait)
    await vi.waitFor(async () => expect(await bench.ledger.query({ kind: 'deliveries', lab: lab.id, limit: 5, open: [] })).toMatchObject([{ status: 'delivered', attempts: 2 }]), wait)
    for (const { id } of lab.consumers()) {
      await bench.pool.crash(id)
      await bench.pool.remove(id, { deleteConsumer: false })
    }
    await bench.labs.addConsumer(which(lab))
    expect(lab.consumers().map(({ settings }) => settings.policies)).toMatchObject([{ ack: 'before-work', lease: { renewMs: 1000 }, idempotency: 'ledger' }])
    expect(poisons(lab)).toEqual([undefined])
    await lab.end()
  })

  it('C3: retries are switched on for a group that had no policy at all, and their attempts are counted', async () => {
    const lab = await startControlLab(bench, { group: 'handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1 }' })
    await betweenReadAndWork(lab, ['o-1'], { retry: { attempts: 3, baseMs: 50, factor: 1, maxMs: 50, jitter: 0 }, deadLetter: { afterDeliveries: 50, stream: `${lab.name}:dlq` } })
    await vi.waitFor(async () => expect(await lab.letters()).toBe(1), wait)
    expect(await bench.cli('XRANGE', `${lab.ref.key}:dlq`, '-', '+')).toMatch(/dlq:handler\nh\n(.*\n)*dlq:attempts\n3\n/)
    await lab.end()
  })

  it('C2: a circuit breaker is switched on, opens, and is no longer open for anybody once it is off', async () => {
    const lab = await startControlLab(bench, { group: "handler: { name: '{name}-h', processing: { fixedMs: 0 }, failureRate: 1 }, deadLetter: { afterDeliveries: 3, stream: '{name}:dlq' }" })
    // It waits between two reads: what is added then meets the breaker.
    bench.pool.hold(lab.first().id, ['G0'])
    await lab.heldAt('G0')
    await lab.set({ breaker: { failures: 2, openMs: 60_000 } })
    for (let n = 0; n < 4; n++) await lab.add(`o-${n}`)
    bench.pool.hold(lab.first().id, [])
    await vi.waitFor(() => expect(lab.group()?.breaker).toMatchObject({ kind: 'open', handler: `${lab.name}-h` }), wait)
    await vi.waitFor(async () => expect(await lab.letters()).toBe(2), wait)
    await lab.set({ breaker: undefined })
    expect(lab.group()?.breaker).toMatchObject({ kind: 'closed' })
    await lab.add('o-5')
    await vi.waitFor(async () => expect([await lab.pending(), await lab.letters()]).toEqual([3, 2]), wait)
    await lab.end()
  })

  it('B3: who reclaims is switched while somebody who is gone holds an entry: a read that waits for a minute is woken and goes by it; as in the file again, the sweeper is on', async () => {
    const lab = await startControlLab(bench, { group: 'read: { blockMs: 60000 }, handler: { name: h, processing: { fixedMs: 0 } }, reclaim: { by: sweeper, everyMs: 1000, minIdleMs: 60000 }' })
    const { id } = lab.first()
    await vi.waitFor(() => expect(lab.first().status.kind).toBe('running'), wait)
    expect(bench.pool.sweeperOf(lab.ref)).toMatchObject({ enabled: true, minIdleMs: 60_000 })
    bench.pool.hold(id, ['G0'])
    await lab.set({ reclaim: { by: 'nobody' } })
    expect(bench.pool.sweeperOf(lab.ref)).toMatchObject({ enabled: false })
    await lab.heldAt('G0')
    await lab.add('o-1')
    await bench.cli('XREADGROUP', 'GROUP', 'g', 'gone', 'COUNT', '1', 'STREAMS', lab.ref.key, '>')
    bench.pool.hold(id, [])
    await lab.add('o-2')
    await vi.waitFor(() => expect(lab.first().counts.acked).toBe(1), wait)
    expect((await lab.rows()).map(({ consumer }) => consumer)).toEqual(['gone'])
    await lab.set({ reclaim: { by: 'autoclaim-first', minIdleMs: 10, count: 10 } })
    await vi.waitFor(async () => expect(await lab.pending()).toBe(0), wait)
    const { inFile = lab.policies() } = bench.observed.log.current().labs[lab.id]?.groups[0] ?? {}
    await lab.set(inFile)
    expect(bench.pool.sweeperOf(lab.ref)).toMatchObject({ enabled: true, intervalMs: 1000, minIdleMs: 60_000 })
    await lab.end()
  })

  it('a sweeper that a person turned on by hand ends when nobody is to reclaim, and else is left alone', async () => {
    const lab = await startControlLab(bench, { group: 'handler: { name: h }, reclaim: { by: autoclaim-first, minIdleMs: 60000 }' })
    await bench.pool.setSweeper({ ...lab.ref, enabled: true, intervalMs: 5000, minIdleMs: 1000, count: 10, consumer: 'g-1' })
    await lab.set({ backpressure: { pauseAbovePending: 5 } })
    expect(bench.pool.sweeperOf(lab.ref)).toMatchObject({ enabled: true, minIdleMs: 1000 })
    await lab.set({ reclaim: { by: 'nobody' } })
    expect(bench.pool.sweeperOf(lab.ref)).toMatchObject({ enabled: false, minIdleMs: 1000 })
    await lab.end()
  })

  it('two changes of different parts that are made from the same picture do not undo each other', async () => {
    const lab = await startControlLab(bench, { group: 'handler: { name: h }' })
    const policies = lab.policies()
    await Promise.all([
      bench.labs.setPolicies({ ...which(lab), policies: { ...policies, ack: 'before-work' }, parts: ['ack'] }),
      bench.labs.setPolicies({ ...which(lab), policies: { ...policies, backpressure: { pauseAbovePending: 5 } }, parts: ['backpressure'] })
    ])
    expect(lab.policies()).toMatchObject({ ack: 'before-work', backpressure: { pauseAbovePending: 5 } })
    expect(lab.first().settings.policies).toMatchObject({ ack: 'before-work', backpressure: { pauseAbovePending: 5 } })
    await lab.end()
  })

  it('a lease that is switched on keeps what takes long from looking idle', async () => {
    const lab = await startControlLab(bench, { group: 'handler: { name: h, processing: { fixedMs: 60000 } }' })
    await betweenReadAndWork(lab, ['o-1'], { lease: { renewMs: 100 } })
    await vi.waitFor(async () => expect(await lab.pending()).toBe(1), wait)
    let before = 0
    await vi.waitFor(async () => {
      const [row] = await lab.rows()
      const last = before
      before = row?.idle ?? 0
      expect(before).toBeLessThan(last)
      expect(row?.deliveries).toBe(1)
    }, wait)
    await lab.end()
  })

  it('a plain consumer keeps to its work without effects, whatever is switched, and nobody is added like it', async () => {
    const lab = await startControlLab(bench, { group: 'handler: { name: h, processing: { fixedMs: 0 }, effect: { kind: count, key: order } }' })
    await bench.pool.addConsumer({ ...lab.ref, name: 'plain', start: true })
    await lab.set({ idempotency: 'ledger', retry: { attempts: 2, baseMs: 1000, factor: 2, maxMs: 1000, jitter: 0 }, ack: 'before-work' })
    expect(lab.consumers().map(({ settings: { policies } }) => [policies?.ack, policies?.idempotency, policies?.retry?.attempts])).toEqual([['before-work', 'ledger', 2], ['before-work', 'none', undefined]])
    await vi.waitFor(() => expect(lab.consumers()[1]?.status.kind).toBe('running'), wait)
    await bench.pool.crash(lab.first().id)
    await lab.add('o-1')
    await vi.waitFor(() => expect(lab.consumers()[1]?.counts.acked).toBe(1), wait)
    expect(await bench.labs.addConsumer(which(lab))).toMatchObject({ name: 'g-2' })
    expect(lab.consumers()[2]?.settings.policies).toMatchObject({ idempotency: 'ledger', handler: { name: 'h', effect: { kind: 'count' } } })
    await lab.end()
  })

  it('at high rate every policy is refused, and nothing is shown to be on', async () => {
    const lab = await startControlLab(bench, { group: 'read: { count: 1000 }, handler: { name: h, processing: { fixedMs: 0 } }, ackBatch: true, highRate: true' })
    const before = lab.policies()
    await expect(lab.set({ poison })).rejects.toThrow('At high rate no entry is looked at, and handler.poison would have to look at each. Leave out one or the other.')
    await expect(lab.set({ backpressure: { pauseAbovePending: 5 } })).rejects.toThrow('At high rate no entry is looked at, and backpressure would have to look at each.')
    expect(lab.policies()).toEqual(before)
    await lab.end()
  })

  it('what a file would be told is told here: the same sentence, and nothing changes', async () => {
    const lab = await startControlLab(bench, { group: 'read: { noAck: true }, handler: { name: h }' })
    const before = [lab.policies(), lab.first().settings]
    const retry = { attempts: 3, baseMs: 1000, factor: 2, maxMs: 1000, jitter: 0 }
    const refused: Partial<GroupPolicies>[] = [
      { idempotency: 'ledger' }, { breaker: { failures: 5, openMs: 1000 } }, { retry }, { reclaim: { by: 'autoclaim-first', minIdleMs: 1000, count: 10 } },
      { deadLetter: { afterDeliveries: 3, stream: 'elsewhere' } }, { deadLetter: { afterDeliveries: 3, stream: lab.name } }
    ]
    for (const change of refused) {
      const parts = Object.entries(change).map(([part, value]) => `${part}: ${JSON.stringify(value)}`).join(', ')
      const parsed = parseLabFile(toControlText(lab.name, { group: `read: { noAck: true }, handler: { name: h }, ${parts}` }))
      const sentence = parsed.kind === 'bad' ? parsed.problems[0]?.message : undefined
      expect(sentence).toBeDefined()
      await expect(lab.set(change)).rejects.toMatchObject({ code: 'bad-input', message: sentence })
    }
    expect([lab.policies(), lab.first().settings]).toEqual(before)
    await expect(bench.labs.setPolicies({ ...which(lab), group: 'none', policies: lab.policies(), parts: ['ack'] })).rejects.toThrow(/no group none/)
    await expect(bench.labs.setPolicies({ ...which(lab), lab: 'lab-99', policies: lab.policies(), parts: ['ack'] })).rejects.toThrow(/does not run/)
    await lab.end()
  })
})
