import { expect, it, vi } from 'vitest'
import type { StreamRef } from '@shared/model/stream-ref'
import { startRedisServer } from '../redis/testing/redis-server'
import { openObserved } from './testing/open-observed'
import { openThirdParty, type ThirdParty } from './testing/third-party'

/** All that may appear in commandstats because somebody looks, set-up of the connection included. */
const ALLOWED = new Set([
  'xinfo|stream', 'xinfo|groups', 'xinfo|consumers', 'xpending', 'xrange', 'xrevrange', 'xlen', 'type', 'scan', 'memory|usage', 'multi', 'exec', 'ping', 'info', 'role',
  'hello', 'auth', 'select', 'client|setname', 'client|setinfo', 'client|id', 'client|info', 'client|no-touch', 'command|info', 'command|docs', 'acl|whoami', 'acl|dryrun', 'discard', 'time'
])

async function calls(client: ThirdParty): Promise<Map<string, number>> {
  const text = String(await client.call('INFO', 'commandstats'))
  return new Map([...text.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map((match) => [match[1] ?? '', Number(match[2])]))
}

async function changes(client: ThirdParty): Promise<string | undefined> {
  return /rdb_changes_since_last_save:(\d+)/.exec(String(await client.call('INFO', 'persistence')))?.[1]
}

it('looking changes nothing on the server: no data, group, consumer, or command outside the allow-list (O1)', async () => {
  const server = await startRedisServer({ args: ['--enable-debug-command', 'yes', '--notify-keyspace-events', 'KEA'] })
  const client = openThirdParty(server.port)
  const observed = await openObserved({ url: server.url })
  try {
    const stream: StreamRef = { connection: observed.id, key: 'orders' }
    for (let n = 1; n <= 500; n++) void client.call('XADD', 'orders', `${n}-0`, 'field', 'value'.repeat(20))
    for (const group of ['a', 'b', 'c']) {
      await client.call('XGROUP', 'CREATE', 'orders', group, '0')
      for (const consumer of ['one', 'two']) await client.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', 100, 'STREAMS', 'orders', '>')
    }
    await client.call('XDEL', 'orders', '50-0', '400-0')
    const before = { changes: await changes(client), digest: await client.call('DEBUG', 'DIGEST'), consumers: await client.call('XINFO', 'STREAM', 'orders'), calls: await calls(client) }

    observed.observer.watch(stream)
    const { queries } = observed
    await queries.discover({ connection: observed.id, match: '*', cursor: '0' })
    await queries.entries({ ...stream, direction: 'newest-first', inclusive: false, count: 200 })
    await queries.entry({ ...stream, id: '70-0' })
    await queries.pending({ ...stream, group: 'a', count: 500 })
    await queries.lifeLine({ ...stream, id: '50-0' })
    for (let n = 0; n < 20; n++) await observed.observer.readNow(stream)
    await vi.waitFor(() => expect(observed.log.current().connections[observed.id]?.cost).toBeDefined(), { timeout: 5000 })

    const after = await calls(client)
    const used = [...after].filter(([name, count]) => count > (before.calls.get(name) ?? 0)).map(([name]) => name)
    // Our own three questions above are `debug`, `info` and `xinfo|stream`.
    expect(used.filter((name) => !ALLOWED.has(name) && name !== 'debug')).toEqual([])
    expect(used).toContain('xpending')
    expect(await changes(client)).toBe(before.changes)
    expect(await client.call('DEBUG', 'DIGEST')).toEqual(before.digest)
    expect(await client.call('XINFO', 'STREAM', 'orders')).toEqual(before.consumers)
    for (const group of ['a', 'b', 'c']) {
      const consumers = await client.call('XINFO', 'CONSUMERS', 'orders', group)
      expect(Array.isArray(consumers) ? consumers.length : undefined).toBe(2)
    }
  } finally {
    await observed.dispose()
    client.close()
    await server.stop()
  }
})
