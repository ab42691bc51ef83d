import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { groupPolicies } from '@shared/labs/lab-file'
import type { LabState } from '@shared/model/worker-state'
import { openLabBench, type LabBench } from './testing/lab-bench'

const wait = { timeout: 15_000, interval: 20 }
const KEY = 'sluice:lab:shared'
const DEAD = 'sluice:lab:dead'
const CIRCUIT = 'sluice:lab:circuit:book'

/** A lab on the stream `shared`, which sets locks and has a breaker, so that it has keys of every kind. */
function labText(name: string, change: { group?: string; locks?: boolean } = {}): string {
  const { group = name, locks = true } = change
  return `
sluice: 1
name: ${name}
title: ${name}
streams: [{ name: shared }, { name: dead }]
sources:
  - { kind: producer, name: p-${name}, stream: shared, schedule: { once: 3 }, templates: [{ fields: { event: '${name}-{{seq}}' } }]${locks ? ', enqueue: { idempotency: lock, key: event, ttlMs: 600000 }' : ''} }
groups:
  - { name: ${group}, stream: shared, consumers: [c-${name}], read: { blockMs: 100 }, handler: { name: book, effect: { kind: count } }, idempotency: guard-first, deadLetter: { afterDeliveries: 3, stream: dead }, breaker: { failures: 5 } }
`
}

describe('what a lab deletes when it is stopped with its keys', { timeout: 60_000 }, () => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench('redis-server')
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const keys = async (): Promise<string[]> => (await bench.cli('KEYS', '*')).split('\n').filter((key) => key !== '').sort()
  const groups = async (): Promise<(string | undefined)[]> => (await bench.describe('XINFO', 'GROUPS', KEY)).map((group) => group.get('name'))
  const clean = ({ id }: LabState, withFound = false) => bench.labs.stop({ lab: id, clean: true, withFound })
  const current = ({ id }: LabState): LabState | undefined => bench.observed.log.current().labs[id]
  const notices = (): string[] => bench.events.flatMap((event) => (event.kind === 'notice' && / lab (one|two)\b/.test(event.text) ? [event.text] : []))
  /** Its producer has added all, and its consumer has acked all that the stream has. */
  const settled = (name: string, entries: number): Promise<void> => vi.waitFor(() => {
    expect(bench.producer(`p-${name}`).counts.added).toBe(3)
    expect(bench.consumer(`c-${name}`).counts.acked).toBe(entries)
  }, wait)

  it('is everything that it made: streams, locks, guards and circuit', async () => {
    const lab = await bench.start(labText('one'))
    await settled('one', 3)
    await bench.cli('HSET', CIRCUIT, 'state', 'open')
    expect((await keys()).length).toBe(1 + 3 + 3 + 1)
    expect(current(lab)).not.toHaveProperty('found')
    expect(await clean(lab)).toEqual({ kept: [] })
    expect(await keys()).toEqual([])
    expect(notices()).toEqual([])
  })

  it('is what policies made that were switched on while it ran too, but not what stood under such a name before', async () => {
    const plain = (name: string, handler: string): string => JSON.stringify({
      sluice: 1, name, title: name, streams: [{ name: 'shared' }, { name: 'dead' }],
      groups: [{ name, stream: 'shared', consumers: [`c-${name}`], read: { blockMs: 100 }, handler: { name: handler, processing: { fixedMs: 0 }, effect: { kind: 'count' } }, deadLetter: { afterDeliveries: 3, stream: 'dead' } }]
    })
    await bench.cli('HSET', 'sluice:lab:circuit:theirs', 'state', 'closed')
    for (const [handler, kept] of [['ours', []], ['theirs', [{ key: 'sluice:lab:circuit:theirs', why: 'it was there before the lab' }]]] as const) {
      const lab = await bench.start(plain(handler, handler))
      const policies = groupPolicies.parse({ idempotency: 'guard-first', breaker: { failures: 5, openMs: 1000 }, deadLetter: { afterDeliveries: 3, stream: 'dead' } })
      await bench.labs.setPolicies({ lab: lab.id, stream: KEY, group: handler, policies, parts: ['idempotency', 'breaker'] })
      await vi.waitFor(async () => {
        await bench.cli('XADD', KEY, '*', 'n', '1')
        expect(bench.consumer(`c-${handler}`).counts.acked).toBeGreaterThan(1)
      }, { ...wait, interval: 100 })
      expect(await keys()).toContainEqual(expect.stringContaining(`sluice:lab:done:${handler}:`))
      if (handler === 'ours') await bench.cli('HSET', 'sluice:lab:circuit:ours', 'state', 'closed')
      // As in the file again: the keys are there all the same.
      await bench.labs.setPolicies({ lab: lab.id, stream: KEY, group: handler, policies: groupPolicies.parse({}), parts: ['idempotency', 'breaker'] })
      await vi.waitFor(async () => expect(await bench.cli('XPENDING', KEY, handler)).toMatch(/^0\n/), wait)
      expect(await clean(lab)).toEqual({ kept })
      expect(await keys()).toEqual(['sluice:lab:circuit:theirs'])
    }
  })

  it('is nothing that another running lab uses; it says what, and the one that is left takes it along', async () => {
    const one = await bench.start(labText('one'))
    await settled('one', 3)
    const two = await bench.start(labText('two', { locks: false }))
    await settled('two', 6)
    expect(current(two)?.found).toEqual([{ key: KEY, entries: 3, usedBy: 'one' }])
    await bench.cli('HSET', CIRCUIT, 'state', 'closed')
    const before = await keys()

    expect(await clean(one)).toEqual({ kept: [{ key: KEY, why: 'the lab two uses it' }, { key: CIRCUIT, why: 'the lab two uses it' }] })
    // Its locks and guards are nobody else's.
    const locks = before.filter((key) => key.startsWith('sluice:lab:lock:one-'))
    const guards = before.filter((key) => key.startsWith('sluice:lab:done:one:'))
    expect([locks.length, guards.length > 0]).toEqual([3, true])
    expect(await keys()).toEqual(before.filter((key) => !locks.includes(key) && !guards.includes(key)))
    expect(await groups()).toEqual(['two'])
    expect(await bench.cli('XLEN', KEY)).toBe('6')
    expect(notices().at(-1)).toBe(`The lab one was stopped and its keys deleted, but for ${KEY}: the lab two uses it; ${CIRCUIT}: the lab two uses it.`)

    expect(current(two)).not.toHaveProperty('found')
    expect(await clean(two)).toEqual({ kept: [] })
    expect(await keys()).toEqual([])
  })

  it('is no lock while another lab has locks, whatever its streams are: it says that they end by themselves', async () => {
    const one = await bench.start(labText('one'))
    await settled('one', 3)
    await bench.start(labText('far').replaceAll('shared', 'elsewhere').replaceAll(/\bdead\b/g, 'lost').replaceAll('name: book', 'name: other'))
    expect(await clean(one)).toEqual({ kept: [{ key: 'sluice:lab:lock:*', why: 'the lab far has locks too; each ends with its time to live' }] })
    expect((await keys()).filter((key) => key.startsWith('sluice:lab:lock:one-'))).toHaveLength(3)
    expect(await bench.cli('EXISTS', KEY)).toBe('0')
  })

  it('is nothing that was there before; of a stream that stays it takes its group, its locks and its guards', async () => {
    await bench.cli('XADD', KEY, '1-0', 'event', 'mine')
    await bench.cli('XGROUP', 'CREATE', KEY, 'theirs', '0')
    await bench.cli('SET', 'sluice:lab:lock:mine', '1')
    const lab = await bench.start(labText('one'))
    await settled('one', 4)
    expect(current(lab)?.found).toEqual([{ key: KEY, entries: 1 }])
    expect(notices()).toEqual([`What was there before the lab one: ${KEY} (1 entry). It is not the lab’s own: stopping it with its keys keeps it.`])
    expect(await clean(lab)).toEqual({ kept: [{ key: KEY, why: 'it was there before the lab' }] })
    expect(await keys()).toEqual(['sluice:lab:lock:mine', KEY])
    expect(await groups()).toEqual(['theirs'])
    expect((await bench.cli('XRANGE', KEY, '-', '+', 'COUNT', '1')).split('\n')).toEqual(['1-0', 'event', 'mine'])
  })

  it('is what was there before too, when that is said', async () => {
    await bench.cli('XADD', KEY, '1-0', 'event', 'mine')
    const lab = await bench.start(labText('one'))
    await settled('one', 4)
    expect(await clean(lab, true)).toEqual({ kept: [] })
    expect(await keys()).toEqual([])
  })

  it('is what an earlier run of it made, but not what somebody made between the runs', async () => {
    const first = await bench.start(labText('one'))
    await settled('one', 3)
    await bench.labs.stop({ lab: first.id, clean: false })
    await bench.cli('XADD', DEAD, '*', 'a', 'letter of somebody else')
    const again = await bench.start(labText('one'))
    expect(again.id).toBe(first.id)
    expect(current(again)?.found).toEqual([{ key: DEAD, entries: 1 }])
    await vi.waitFor(() => expect(bench.producer('p-one').counts.added + bench.producer('p-one').duplicates).toBe(3), wait)
    expect(await clean(again)).toEqual({ kept: [{ key: DEAD, why: 'it was there before the lab' }] })
    expect(await keys()).toEqual([DEAD])
  })

  it('two that are stopped at once leave nothing of both', async () => {
    const one = await bench.start(labText('one'))
    const two = await bench.start(labText('two'))
    await settled('one', 6)
    await settled('two', 6)
    await Promise.all([clean(one), clean(two)])
    expect((await keys()).filter((key) => !key.startsWith('sluice:lab:lock:'))).toEqual([])
  })
})
