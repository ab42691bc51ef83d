import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { toEntryId } from '@shared/redis/entry-id'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openTestConnection, type TestConnection } from '../workers/testing/test-connection'
import { actOnPending } from './act-on-pending'

const KEY = 'sluice:lab:hand'
const ids = ['1-0', '2-0', '3-0', '4-0'].map(toEntryId)

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

it('a claim by hand says which entries were gone and are off the list, and takes none that are too young or acked for such', async () => {
  for (const id of ids) await server.cli('XADD', KEY, id, 'f', 'v')
  await server.cli('XGROUP', 'CREATE', KEY, 'g', '0')
  await server.cli('XREADGROUP', 'GROUP', 'g', 'a', 'STREAMS', KEY, '>')
  await server.cli('XCLAIM', KEY, 'g', 'a', '0', '1-0', '2-0', 'IDLE', '60000')
  await server.cli('XDEL', KEY, '2-0')
  await server.cli('XACK', KEY, 'g', '4-0')
  const events: WorkbenchEvent[] = []
  const result = await actOnPending({
    connection, sink: { append: (event) => void events.push(event) }, group: { connection: 'test', key: KEY, group: 'g' },
    action: { kind: 'claim', ids, consumer: 'b', minIdleMs: 30_000, justId: false }, onClaimed: () => undefined
  })
  expect(result).toMatchObject({ kind: 'ok', done: 1, ids: ['1-0'], dropped: ['2-0'], reply: '1 claimed, 1 gone' })
  expect(events).toMatchObject([{ kind: 'entries-claimed', by: 'hand', count: 1, ids: ['1-0'], dropped: ['2-0'] }])
  expect((await server.cli('XPENDING', KEY, 'g', '-', '+', '9')).split('\n').filter((_line, index) => index % 4 < 2)).toEqual(['1-0', 'b', '3-0', 'a'])
})
