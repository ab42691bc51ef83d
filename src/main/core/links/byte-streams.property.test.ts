import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { LinkFault } from '@shared/labs/link-fault'
import { realClock } from '../redis/testing/real-clock'
import { startLinkProxy } from './start-link-proxy'
import { openByteClient, startByteServer } from './testing/byte-server'

const fault: fc.Arbitrary<LinkFault> = fc.oneof(
  fc.constant<LinkFault>({ kind: 'none' }),
  fc.record({ kind: fc.constant('latency' as const), ms: fc.integer({ min: 0, max: 15 }), jitterMs: fc.integer({ min: 0, max: 15 }) }),
  fc.record({ kind: fc.constant('bandwidth' as const), bytesPerSecond: fc.integer({ min: 2_000_000, max: 50_000_000 }) }),
  fc.constant<LinkFault>({ kind: 'black-hole' })
)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('send' as const, 'reply' as const), size: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100_000 })) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fault' as const), fault }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 10 }) }) }
)

const digest = (bytes: Buffer): string => `${bytes.length} ${createHash('sha1').update(bytes).digest('hex')}`

describe('whatever the line does, TCP holds', () => {
  it('under random latency, bandwidth, darkness and chunks, both streams of bytes arrive unchanged and in order, to their last byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.integer(), async (steps, seed) => {
        const random = createSeededRandom(seed)
        const server = await startByteServer()
        const proxy = await startLinkProxy({ upstream: () => server.address, clock: realClock, random })
        const client = await openByteClient(proxy.address)
        await vi.waitFor(() => expect(server.open()).toHaveLength(1), { timeout: 5000, interval: 1 })
        const sent: Buffer[] = []
        const replied: Buffer[] = []
        for (const each of steps) {
          if (each.kind === 'fault') proxy.become(each.fault)
          else if (each.kind === 'pass') await realClock.sleep(each.ms)
          else {
            const bytes = Buffer.from(Array.from({ length: each.size }, () => Math.floor(random() * 256)))
            ;(each.kind === 'send' ? sent : replied).push(bytes)
            if (each.kind === 'send') client.socket.write(bytes)
            else server.open()[0]?.write(bytes)
          }
        }
        if (proxy.state().fault.kind === 'black-hole') proxy.become({ kind: 'none' })
        await vi.waitFor(() => expect(client.receivedBytes()).toBe(Buffer.concat(replied).length), { timeout: 10_000, interval: 2 })
        // Its end does not overtake what it has sent.
        client.socket.end()
        await vi.waitFor(() => expect(client.ended()).toBe('in order'), { timeout: 10_000, interval: 2 })
        expect([digest(server.received()), digest(client.received())]).toEqual([digest(Buffer.concat(sent)), digest(Buffer.concat(replied))])
        expect(proxy.state()).toMatchObject({ toServer: Buffer.concat(sent).length, toWorker: Buffer.concat(replied).length, vanished: 0 })
        await proxy.close()
        await server.close()
      }),
      { numRuns: 40, interruptAfterTimeLimit: 15_000 }
    )
  }, 40_000)
})
