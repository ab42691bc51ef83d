import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BreakerState } from '@shared/model/worker-state'
import { openTestConnection, type TestConnection } from '../testing/test-connection'
import { startRedisServer, type TestServer } from '../../redis/testing/redis-server'
import type { LoopConnection } from '../loop-connection'
import { createCircuitBreaker } from './circuit-breaker'

let server: TestServer
let connection: TestConnection
beforeAll(async () => {
  server = await startRedisServer()
  connection = await openTestConnection(server.port)
})
afterAll(async () => {
  connection.close()
  await server.stop()
})

it('C2 entries that were admitted before it opened and fail after it do not open it anew', async () => {
  let now = 1000
  const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() }
  const told: BreakerState[] = []
  const loop = { send: (command) => connection.writer.send(command, { by: 'hand' }) } as Pick<LoopConnection, 'send'> as LoopConnection
  const [a, b] = ['a', 'b'].map((consumer) => createCircuitBreaker({ key: 'sluice:lab:circuit:one', policy: { failures: 3, openMs: 1000 }, consumer, clock, onChange: (state) => void told.push(state) }))
  if (a === undefined || b === undefined) throw new Error('two consumers')
  expect([await a.admit(loop), await b.admit(loop)]).toEqual(['closed', 'closed'])
  for (let failure = 0; failure < 3; failure++) await a.failed(loop, 'closed')
  expect(await server.cli('HGET', 'sluice:lab:circuit:one', 'opened_at')).toBe('1000')
  now = 1900
  await b.failed(loop, 'closed')
  expect(await server.cli('HMGET', 'sluice:lab:circuit:one', 'opened_at', 'state')).toBe('1000\nopen')
  expect(told.filter(({ kind }) => kind === 'open').map(({ openedAt }) => openedAt)).toEqual([1000])
  now = 2100
  expect(await b.admit(loop)).toBe('trial')
  await b.failed(loop, 'trial')
  expect(await server.cli('HMGET', 'sluice:lab:circuit:one', 'opened_at', 'state')).toBe('2100\nopen')
})

it('C2 a limit that was lowered below the failures that there are opens it at the next one', async () => {
  const clock = { now: () => 5, monotonic: () => 5, sleep: () => Promise.resolve() }
  const loop = { send: (command) => connection.writer.send(command, { by: 'hand' }) } as Pick<LoopConnection, 'send'> as LoopConnection
  await server.cli('HSET', 'sluice:lab:circuit:two', 'failures', '4')
  const breaker = createCircuitBreaker({ key: 'sluice:lab:circuit:two', policy: { failures: 2, openMs: 1000 }, consumer: 'a', clock, onChange: () => undefined })
  await breaker.failed(loop, 'closed')
  expect(await server.cli('HGET', 'sluice:lab:circuit:two', 'state')).toBe('open')
})
