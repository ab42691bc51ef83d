import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseLabFile } from '@shared/labs/parse-lab-file'
import { toConsumerSettings } from '../labs/to-workers'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 10_000, interval: 10 }

let server: TestServer
let thread: Awaited<ReturnType<typeof buildThread>>
let bench: PoolUnderTest

beforeAll(async () => {
  ;[server, thread] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts')])
  bench = await openPoolUnderTest(server.port, thread.file)
})
afterAll(async () => {
  await bench.close()
  await thread.remove()
  await server.stop()
})

async function reads(): Promise<number> {
  return Number(/cmdstat_xreadgroup:calls=(\d+)/.exec(await server.cli('INFO', 'commandstats'))?.[1] ?? 0)
}

/** What its reads brought, as they are reported. */
function countReads(worker: () => string) {
  const counted = { reads: 0, empty: 0 }
  const forget = bench.pool.onSent(({ id }, sent) => {
    if (id !== worker()) return
    counted.reads += sent.reads
    counted.empty += sent.emptyReads
  })
  return { counted, forget }
}

describe('a polling worker (A8)', () => {
  it('A8: asks without BLOCK, once in its interval, and each empty read is counted', async () => {
    const group = createGroupOnServer(server)
    let id = ''
    const { counted, forget } = countReads(() => id)
    id = await bench.consumer(group.ref, 'A', { pollMs: 50 })
    await vi.waitFor(() => expect(counted.empty).toBeGreaterThan(20), wait)
    // The server has it waiting nowhere.
    expect(await server.cli('CLIENT', 'LIST')).not.toMatch(new RegExp(`name=sluice:test:worker:${id} .* flags=b`))
    const before = await reads()
    const from = performance.now()
    await vi.waitFor(async () => expect(await reads()).toBeGreaterThan(before + 20), wait)
    const perSecond = (20 * 1000) / (performance.now() - from)
    expect(perSecond).toBeLessThan(25)
    expect(perSecond).toBeGreaterThan(8)
    forget()
    bench.pool.stop(id)
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('stopped'), wait)
  })

  it('A8: what comes in between waits for the next question, and is worked on and acked like any', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { pollMs: 400 })
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('running'), wait)
    await group.add(3)
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ delivered: 3, acked: 3 }), wait)
    expect(await group.pending()).toEqual([])
    bench.pool.stop(id)
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('stopped'), wait)
  })

  it('goes on at once after a full read: a backlog does not wait for the interval', async () => {
    const group = createGroupOnServer(server)
    await group.add(1)
    await server.cli('XGROUP', 'CREATE', group.ref.key, 'g', '0')
    await group.add(40)
    const id = await bench.consumer(group.ref, 'A', { pollMs: 60_000, count: 10 })
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(41), wait)
    const from = performance.now()
    bench.pool.stop(id)
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('stopped'), wait)
    // It does not sleep its minute out.
    expect(performance.now() - from).toBeLessThan(5000)
  })

  it('A8: is a policy of a lab file: read: { mode: poll, everyMs }', () => {
    const text = (read: string): string => `sluice: 1\nname: p\ntitle: P\nstreams: [{ name: s }]\ngroups:\n  - { name: g, stream: s, consumers: [c], handler: { name: h }${read} }\n`
    const settings = (read: string) => {
      const parsed = parseLabFile(text(read))
      if (parsed.kind === 'bad') throw new Error(parsed.problems.map(({ message }) => message).join(' '))
      const [group] = parsed.file.groups
      if (group === undefined) throw new Error('no group')
      return toConsumerSettings(group, false)
    }
    expect(settings(', read: { mode: poll, everyMs: 750 }').pollMs).toBe(750)
    expect(settings(', read: { mode: poll }').pollMs).toBe(500)
    expect(settings(', read: { blockMs: 100 }')).not.toHaveProperty('pollMs')
    expect(parseLabFile(text(', read: { mode: push }')).kind).toBe('bad')
  })
})
