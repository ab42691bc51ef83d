import { describe, expect, it } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { createLogRing } from './log-ring'
import { createLogger } from './create-logger'

const clock: Clock = { now: () => 1234, monotonic: () => 0, sleep: () => Promise.resolve() }

function capture(): { written: unknown[]; destination: { write(line: string): void } } {
  const written: unknown[] = []
  return { written, destination: { write: (line) => written.push(JSON.parse(line)) } }
}

describe('the logger', () => {
  it('writes JSON lines from its level on, and keeps them in the ring', () => {
    const { written, destination } = capture()
    const ring = createLogRing()
    const logger = createLogger({ clock, destination, ring })
    logger.debug({ a: 1 }, 'not written')
    logger.warn({ a: 1, big: 10n }, 'written')
    expect(written).toEqual([{ level: 'warn', time: 1234, a: 1, big: '10', msg: 'written' }])
    expect(ring.lines()).toEqual([{ at: 1234, level: 'warn', message: 'written', facts: { a: 1, big: '10' } }])
  })

  it('lets no secret through: named fields, addresses, errors with fields of their own (C5)', () => {
    const { written, destination } = capture()
    const ring = createLogRing()
    const logger = createLogger({ clock, destination, ring })
    const error = Object.assign(new Error('cannot reach redis://app:canary@host'), { command: { name: 'auth', args: ['canary'] } })
    logger.error({ password: 'canary', nested: { authToken: 'canary', list: [{ secret: 'canary' }] }, error, bytes: Buffer.from('canary') }, 'at rediss://:canary@host')
    for (const kept of [JSON.stringify(written), JSON.stringify(ring.lines())]) {
      expect(kept).not.toContain('canary')
      expect(kept).toContain('app:[redacted]@host')
    }
  })
})

describe('the ring', () => {
  it('keeps the newest lines, oldest first', () => {
    const ring = createLogRing(3)
    for (const message of ['a', 'b', 'c', 'd']) ring.add({ at: 0, level: 'info', message, facts: {} })
    expect(ring.lines().map((line) => line.message)).toEqual(['b', 'c', 'd'])
  })
})
