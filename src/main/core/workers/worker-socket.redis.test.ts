import { afterAll, beforeAll, expect, it } from 'vitest'
import { realClock } from '../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openWorkerSocket } from './worker-socket'

let server: TestServer
beforeAll(async () => {
  server = await startRedisServer()
})
afterAll(() => server.stop())

it('a transaction of a user who may not use MULTI is refused whole: nothing of it is carried out one by one', async () => {
  await server.cli('ACL', 'SETUSER', 'plain', 'on', '>pw', '~*', '&*', '+@all', '-multi')
  const socket = await openWorkerSocket({
    target: { address: { kind: 'tcp', host: '127.0.0.1', port: server.port }, username: 'plain', password: 'pw', db: 0 }, name: 'test', clock: realClock,
    policy: { access: 'write', kind: 'remote', mode: { kind: 'lab' }, labsAllowed: true, environment: 'local' }
  })
  try {
    await expect(socket.transaction([['XADD', 'sluice:lab:one', '*', 'f', 'v'], ['XACK', 'sluice:lab:one', 'g', '1-0']], 5000)).rejects.toThrow(/NOPERM|no permissions/)
    expect(await server.cli('EXISTS', 'sluice:lab:one')).toBe('0')
    expect(await socket.send(['XADD', 'sluice:lab:one', '*', 'f', 'v'], 5000)).toBeTruthy()
  } finally {
    await socket.close()
  }
})
