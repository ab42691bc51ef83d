import { expect, test } from 'vitest'
import { startRedisServer } from './redis-server'

test('a test server answers, survives a restart on its port, and goes', async () => {
  const server = await startRedisServer()
  try {
    expect(await server.cli('PING')).toBe('PONG')
    await server.kill()
    await server.restart()
    expect(await server.cli('PING')).toBe('PONG')
  } finally {
    await server.stop()
  }
  await expect(server.cli('PING')).rejects.toThrow()
})
