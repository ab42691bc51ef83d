import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ShownEffects } from '@shared/contract/labs'
import { toStreamId } from '@shared/model/stream-ref'
import type { LabState } from '@shared/model/worker-state'
import { checkLab } from './check-lab'
import { builtInLab, handler, variantOf } from './testing/built-in-lab'
import { openLabBench, type LabBench } from './testing/lab-bench'

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:orders'
const GROUP = 'webhook-delivery'

describe.each(['redis-server', 'built-in'] as const)('check now on %s', { timeout: 60_000 }, (kind) => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench(kind)
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const check = (lab: LabState, shown: readonly ShownEffects[] = []) => checkLab({ log: bench.observed.log, observer: bench.observed.observer, ledger: bench.ledger }, lab.id, shown)
  const worker = (): string => bench.consumer('wd-1').id
  /** Two groups of the lab; its sources add so many a second. */
  const orders = (perSecond: number): Promise<LabState> => bench.start(variantOf('orders', {
    groups: [GROUP, 'analytics-pipeline'], sources: perSecond === 0 ? [] : builtInLab('orders').sources.map((source) => ({ ...source, schedule: { perSecond, spread: 'random' as const } })),
    group: (group) => ({ handler: handler(group, { processing: { fromMs: 0, toMs: 4 } }) })
  }))

  it('a lab that works agrees every time it is asked, whatever moves meanwhile', async () => {
    const lab = await orders(150)
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts.acked).toBeGreaterThan(50), wait)
    const added: unknown[] = []
    for (let turn = 0; turn < 15; turn++) {
      const result = await check(lab)
      expect(result).toMatchObject({ differences: [], moved: [], unread: [], effects: { more: 0 } })
      added.push(result.added)
    }
    expect(new Set(added).size).toBeGreaterThan(5)
  })

  it('dead letters and crashes of workers are no difference', async () => {
    const lab = await bench.start(variantOf('orders', {
      groups: [GROUP], sources: builtInLab('orders').sources.map((source) => ({ ...source, schedule: { perSecond: 40, spread: 'random' as const } })),
      group: (group) => ({ handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 0.5 }), retry: { attempts: 2, baseMs: 20, factor: 1, maxMs: 20, jitter: 0 }, reclaim: { by: 'autoclaim-first', minIdleMs: 200, count: 10 } })
    }))
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts.deadLettered).toBeGreaterThan(2), wait)
    for (let turn = 0; turn < 6; turn++) expect(await check(lab)).toMatchObject({ differences: [], unread: [] })
    await bench.pool.crash(worker(), 'G3')
    await vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe('crashed'), wait)
    expect(await check(lab)).toMatchObject({ differences: [], unread: [] })
  })

  it('dead letters of its own workers are nobody else\'s entries; one that another hand adds is', async () => {
    const lab = await bench.start(variantOf('orders', {
      groups: [GROUP], sources: [], group: (group) => ({ handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 1 }), retry: { attempts: 1, baseMs: 20, factor: 1, maxMs: 20, jitter: 0 } })
    }))
    const letters = `${KEY}:dlq`
    const buried = async (count: number): Promise<void> => {
      await bench.cli('XADD', KEY, '*', 'type', 'order.created', 'order_id', `o-${count}`)
      await vi.waitFor(() => expect(bench.observed.log.current().streams[toStreamId({ connection: bench.observed.id, key: letters })]?.lastPresent?.length).toBe(count), wait)
    }
    for (const count of [1, 2, 3]) await buried(count)
    await bench.cli('XADD', letters, '*', 'by', 'hand')
    const addedByOthers = (): number => bench.events.reduce((sum, event) => (event.kind === 'entries-added' && event.stream.key === letters && event.by === 'other' ? sum + event.count : sum), 0)
    await vi.waitFor(() => expect(addedByOthers()).toBeGreaterThan(0), wait)
    // Readings are judged once reports of the same moment have come in: after this one nothing is left to be judged.
    await buried(5)
    await vi.waitFor(async () => {
      const { reading } = bench.observed.log.current().streams[toStreamId({ connection: bench.observed.id, key: letters })] ?? {}
      await bench.observed.observer.readNow({ connection: bench.observed.id, key: letters })
      expect((reading?.at ?? 0) - Number((/^\d+/.exec((await bench.cli('XREVRANGE', letters, '+', '-', 'COUNT', '1'))) ?? [0])[0])).toBeGreaterThan(1000)
    }, { ...wait, interval: 200 })
    expect(addedByOthers()).toBe(1)
    expect(lab.streams).toContain(letters)
  })

  it('an entry that was acked behind the back of a working lab is named, with its group', async () => {
    const lab = await orders(60)
    bench.pool.hold(worker(), ['G3'])
    await vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe('held'), wait)
    await check(lab)
    const [id = ''] = bench.consumer('wd-1').inFlight
    expect(await bench.cli('XACK', KEY, GROUP, id)).toBe('1')
    const { differences, moved } = await check(lab)
    expect(differences).toEqual([expect.stringMatching(new RegExp(`^${KEY}: in ${GROUP} 1 entry is not pending any more \\(${id}\\), and nobody here settled it: \\d+ pending, where the picture said \\d+$`))])
    expect(moved).toEqual([])
    expect(await check(lab)).toMatchObject({ differences: [] })
  })

  it('effects that were shown and are not in the ledger, and acks that were counted and are not the server\'s, are said', async () => {
    const lab = await orders(0)
    await bench.cli('XADD', KEY, '*', 'type', 'order.created', 'order', 'ord-1')
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts.acked + bench.consumer('wd-2').counts.acked).toBe(1), wait)
    await bench.standings(lab)
    expect(await check(lab, [{ group: GROUP, once: 1, more: 0 }])).toMatchObject({ differences: [], effects: { more: 0 }, added: 1, pending: 0 })
    expect(await check(lab, [{ group: GROUP, once: 3, more: 1 }])).toMatchObject({ differences: [`in ${GROUP} the ledger has 1 effects once and 0 more often, where 3 and 1 were shown`] })
    bench.observed.log.append({ kind: 'entries-acked', group: { connection: lab.connection, key: KEY, group: GROUP }, worker: 'hand', nothing: 0, evidence: 'seen', count: 2, ids: [] })
    expect(await check(lab)).toMatchObject({ differences: [`${KEY}: in ${GROUP} 3 were seen to be settled, and the server has 1 settled`] })
  })

  it('a lab that is gone cannot be checked', async () => {
    const lab = await orders(0)
    await bench.labs.stop({ lab: lab.id, clean: true })
    await expect(check(lab)).rejects.toMatchObject({ code: 'no-such-lab' })
  })
})
