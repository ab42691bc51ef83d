import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LinkFault } from '@shared/labs/link-fault'
import { availableActions } from '@shared/model/worker-availability'
import type { Gate, WorkerId } from '@shared/model/worker-state'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 20_000, interval: 20 }
const folder = mkdtempSync(join(tmpdir(), 'sluice-test-ledger-'))
const ledger = join(folder, 'ledger')

let server: TestServer
let thread: Awaited<ReturnType<typeof buildThread>>
let bench: PoolUnderTest

beforeAll(async () => {
  process.env['SLUICE_TEST_LEDGER'] = ledger
  // A run in which nothing is added writes no line.
  writeFileSync(ledger, '')
  ;[server, thread] = await Promise.all([startRedisServer(), buildThread('./ledger-thread.ts')])
  bench = await openPoolUnderTest(server.port, thread.file)
})
afterAll(async () => {
  await bench.close()
  await thread.remove()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Fault =
  | { kind: 'crash'; who: number; at: Gate | undefined }
  | { kind: 'freeze' | 'resume' | 'stop' | 'start' | 'kill'; who: number }
  | { kind: 'cut'; who: number }
  | { kind: 'link'; who: number; fault: LinkFault }
  | { kind: 'wait'; entries: number }

const CONSUMERS = 3
const COUNT = 5
const who = fc.nat(CONSUMERS - 1)
const linkFault: fc.Arbitrary<LinkFault> = fc.oneof(
  fc.constant<LinkFault>({ kind: 'none' }),
  fc.record({ kind: fc.constant('latency' as const), ms: fc.integer({ min: 0, max: 40 }), jitterMs: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ kind: fc.constant('bandwidth' as const), bytesPerSecond: fc.integer({ min: 5000, max: 100_000 }) }),
  fc.constant<LinkFault>({ kind: 'black-hole' }),
  // Below and above the BLOCK of these consumers.
  fc.record({ kind: fc.constant('idle-drop' as const), afterMs: fc.constantFrom(60, 1000) }),
  fc.record({ kind: fc.constant('cut-reply' as const), afterBytes: fc.integer({ min: 0, max: 400 }) })
)
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('crash' as const), who, at: fc.option(fc.constantFrom<Gate>('G1', 'G2', 'G4', 'G5', 'G6'), { nil: undefined }) }),
  fc.record({ kind: fc.constantFrom('freeze' as const, 'resume' as const, 'stop' as const, 'start' as const, 'kill' as const, 'cut' as const), who }),
  fc.record({ kind: fc.constant('link' as const), who, fault: linkFault }),
  fc.record({ kind: fc.constant('wait' as const), entries: fc.integer({ min: 1, max: 30 }) })
)

async function kill(worker: WorkerId): Promise<void> {
  const line = (await server.cli('CLIENT', 'LIST')).split('\n').find((text) => text.includes(`worker:${worker} `))
  const clientId = /^id=(\d+) /.exec(line ?? '')?.[1]
  if (clientId !== undefined) await server.cli('CLIENT', 'KILL', 'ID', clientId)
}

/** Does what is possible now; what is not is refused and changes nothing. */
async function apply(step: Fault, consumers: readonly WorkerId[], producer: WorkerId): Promise<void> {
  if (step.kind === 'wait') {
    const before = bench.worker(producer).counts.added
    await vi.waitFor(() => expect(bench.worker(producer).counts.added).toBeGreaterThanOrEqual(before + step.entries), wait)
    return
  }
  const worker = consumers[step.who] ?? ''
  if (step.kind === 'kill') return kill(worker)
  if (availableActions(bench.worker(worker))[step.kind] !== undefined) return
  if (step.kind === 'link') await bench.pool.setLink(worker, step.fault)
  else if (step.kind === 'cut') await bench.pool.cutLink(worker)
  else if (step.kind === 'crash') await bench.pool.crash(worker, step.at)
  else bench.pool[step.kind](worker)
}

/** Ends every fault and lets the group come to rest: nothing undelivered, nothing pending. */
async function recover(consumers: readonly WorkerId[]): Promise<void> {
  await vi.waitFor(() => {
    for (const id of consumers) {
      const worker = bench.worker(id)
      const { kind } = worker.status
      if (kind === 'frozen') bench.pool.resume(id)
      if (worker.link !== undefined && worker.link.fault.kind !== 'none' && availableActions(worker).link === undefined) void bench.pool.setLink(id, { kind: 'none' })
      if (kind === 'stopped' || kind === 'crashed') bench.pool.start(id)
      expect(kind).toBe('running')
    }
  }, wait)
}

describe('random crashes, freezes, stops and faults of the connection', () => {
  it('lose nothing (TRUST I12), make nothing up (I13), ack only what was worked on (I18), and every repeat is explained (I14)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 5, maxLength: 14 }), fc.constantFrom('each' as const, 'batch' as const), async (steps, ack) => {
        const group = createGroupOnServer(server)
        const producer = await bench.pool.addProducer({
          connection: 'test', key: group.ref.key, name: 'p', start: true,
          settings: { schedule: { kind: 'rate', perSecond: 400 }, templates: [{ source: 's', fields: [{ name: 'n', value: '{{seq}}' }] }] }
        })
        const consumers: WorkerId[] = []
        for (let i = 0; i < CONSUMERS; i++) consumers.push(await bench.consumer(group.ref, `c${i}`, { count: COUNT, ack, blockMs: 200, processing: { kind: 'uniform', fromMs: 0, toMs: 3 } }))
        for (const step of steps) await apply(step, consumers, producer)
        bench.pool.stop(producer)
        await recover(consumers)
        await vi.waitFor(async () => {
          await recover(consumers)
          expect([await group.lag(), await group.pending()]).toEqual(['0', []])
        }, wait)
        await bench.pool.drain(consumers, 10_000)

        const added = await group.ids()
        const known = new Set(added)
        const lines = readFileSync(ledger, 'utf8').split('\n').map((line) => line.split(' ')[1] ?? '').filter((id) => known.has(id))
        const handled = new Set(lines)
        const reported = bench.worker(producer)
        expect(added.filter((id) => !handled.has(id))).toEqual([])
        expect(added.length).toBe(reported.counts.added + reported.unknownOutcomes)

        const events = bench.events.filter((event) => 'group' in event && event.group.key === group.ref.key)
        const acked = events.flatMap((event) => (event.kind === 'entries-acked' ? event.ids : []))
        expect(acked.filter((id) => !handled.has(id))).toEqual([])
        const again = events.reduce((sum, event) => sum + (event.kind === 'entries-delivered' && event.again ? event.count : 0), 0)
        // A crash takes the report of its last read with it, which is COUNT entries at most.
        const crashes = steps.filter((step) => step.kind === 'crash').length
        expect(lines.length - handled.size).toBeLessThanOrEqual(again + crashes * COUNT)
        for (const id of [producer, ...consumers]) {
          await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('stopped'), wait)
          await bench.pool.remove(id, { deleteConsumer: false })
        }
        bench.events.length = 0
      }),
      { numRuns: 8, interruptAfterTimeLimit: 15_000 }
    )
  }, 60_000)
})
