import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createMetrics } from '../../metrics/create-metrics'
import { realClock } from '../../redis/testing/real-clock'
import { openLabBench, type LabBench } from '../testing/lab-bench'

// Mechanisms of labs that only a newer server has. The built-in one has them all.

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:newer'

describe('commands of newer servers in labs', { timeout: 60_000 }, () => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench('built-in')
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const lab = (parts: Record<string, unknown>): string => JSON.stringify({ sluice: 1, name: 'newer', title: 'Newer', streams: [{ name: 'newer' }], ...parts })
  const source = (event: string, once: number) => ({
    kind: 'producer', name: 'sender', stream: 'newer', schedule: { once }, enqueue: { idempotency: 'idmp', key: 'event' }, templates: [{ fields: { type: 'paid', event } }]
  })
  /** A number that XINFO STREAM says. */
  const says = async (name: string): Promise<number> => {
    const lines = (await bench.cli('XINFO', 'STREAM', KEY)).split('\n')
    return Number(lines[lines.indexOf(name) + 1])
  }

  it('A2 by XADD … IDMP (8.6): what the server answers with an id that it had is a duplicate, is not counted as added, and is in no other metric', async () => {
    const metrics = createMetrics({ log: bench.observed.log, pool: bench.pool, clock: realClock, letterStreams: () => [] })
    await bench.start(lab({ sources: [source('evt-{{int 1 5}}', 40)] }))
    await vi.waitFor(() => expect(bench.producer('sender').status.kind).toBe('stopped'), wait)
    const length = Number(await bench.cli('XLEN', KEY))
    expect(length).toBeLessThanOrEqual(5)
    // One error: XINFO STREAM, before its first XADD made the stream.
    expect(bench.producer('sender')).toMatchObject({ duplicates: 40 - length, counts: { added: length, errors: 1 }, unknownOutcomes: 0 })
    expect([await says('entries-added'), await says('iids-duplicates')]).toEqual([length, 40 - length])
    expect(bench.events.flatMap((event) => (event.kind === 'entries-added' ? event.ids : []))).toEqual((await bench.cli('XRANGE', KEY, '-', '+')).split('\n').filter((line) => /^\d+-\d+$/.test(line)))
    const text = metrics.scrape({ consumers: false })
    expect(text).toContain(`eventflow_events_published_total{event_type="paid",source="sender"} ${length}\n`)
    expect(text).toContain(`sluice_events_duplicate_total{event_type="paid",source="sender"} ${40 - length}\n`)
  })

  it('A2 by XADD … IDMP (8.6): a repeat of what an earlier life or another client added is told as well, deleted or not', async () => {
    const first = await bench.cli('XADD', KEY, 'IDMP', 'sender', 'evt-1', '*', 'event', 'evt-1')
    await bench.cli('XADD', KEY, '*', 'other', '1')
    await bench.cli('XDEL', KEY, first)
    const before = await says('entries-added')
    await bench.start(lab({ sources: [source('evt-1', 3)] }))
    const ended = (duplicates: number) => vi.waitFor(() => expect(bench.producer('sender')).toMatchObject({ status: { kind: 'stopped' }, duplicates, counts: { added: 0 } }), wait)
    await ended(3)
    bench.pool.start(bench.producer('sender').id)
    await ended(6)
    expect(await says('entries-added')).toBe(before)
  })

  it('C1 by XREADGROUP … CLAIM (8.4): reclaim by read takes a dead worker’s entry with the next read, without XAUTOCLAIM, and its effect happens once', async () => {
    const { id: labId } = await bench.start(lab({
      groups: [{
        name: 'g', stream: 'newer', consumers: ['c-1', 'c-2'], read: { blockMs: 100 }, handler: { name: 'h', effect: { kind: 'count' } }, idempotency: 'ledger', reclaim: { by: 'read', minIdleMs: 300 }
      }]
    }))
    expect(bench.consumer('c-2').settings.policies?.reclaim).toEqual({ by: 'read', minIdleMs: 300 })
    bench.pool.stop(bench.consumer('c-2').id)
    await vi.waitFor(() => expect(bench.consumer('c-2').status.kind).toBe('stopped'), wait)
    await bench.pool.crash(bench.consumer('c-1').id, 'G4')
    const entry = await bench.cli('XADD', KEY, '*', 'n', '1')
    await vi.waitFor(() => expect(bench.consumer('c-1').status.kind).toBe('crashed'), wait)
    bench.pool.start(bench.consumer('c-2').id)
    await vi.waitFor(() => expect(bench.consumer('c-2').counts).toMatchObject({ delivered: 0, redelivered: 1, skipped: 1, acked: 1 }), wait)
    expect((await bench.cli('XPENDING', KEY, 'g')).split('\n')[0]).toBe('0')
    expect(bench.sql('SELECT event_id, consumer FROM effects WHERE lab = ?', labId)).toEqual([{ event_id: entry, consumer: 'c-1' }])
    const stats = await bench.cli('INFO', 'commandstats')
    expect(stats).toMatch(/cmdstat_xreadgroup:calls=[1-9]/)
    expect(stats).not.toMatch(/cmdstat_x(auto)?claim:/)
  })

  it('B3 by XREADGROUP … CLAIM (8.4): switched on while a read waits for a minute, which is woken and takes what somebody who is gone holds', async () => {
    await bench.cli('XGROUP', 'CREATE', KEY, 'g', '0', 'MKSTREAM')
    await bench.cli('XADD', KEY, '*', 'n', '1')
    await bench.cli('XREADGROUP', 'GROUP', 'g', 'gone', 'COUNT', '1', 'STREAMS', KEY, '>')
    const { id } = await bench.start(lab({ groups: [{ name: 'g', stream: 'newer', consumers: ['c-1'], read: { blockMs: 60_000 }, handler: { name: 'h' } }] }))
    const waiting = { kind: 'running', gate: 'G0' }
    await vi.waitFor(() => expect(bench.consumer('c-1').status).toMatchObject(waiting), wait)
    const { policies } = bench.observed.log.current().labs[id]?.groups[0] ?? {}
    if (policies === undefined) throw new Error('the lab does not run')
    await bench.labs.setPolicies({ lab: id, stream: KEY, group: 'g', policies: { ...policies, reclaim: { by: 'read', minIdleMs: 10 } }, parts: ['reclaim'] })
    await vi.waitFor(() => expect(bench.consumer('c-1').counts).toMatchObject({ delivered: 0, redelivered: 1, acked: 1 }), wait)
    expect((await bench.cli('XPENDING', KEY, 'g')).split('\n')[0]).toBe('0')
  })
})
