import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openObserved, type Observed } from './testing/open-observed'
import { openThirdParty, type ThirdParty } from './testing/third-party'

let server: TestServer
let client: ThirdParty
let observed: Observed
let stream: StreamRef
let tests = 0

beforeAll(async () => {
  server = await startRedisServer()
  client = openThirdParty(server.port)
})
afterAll(async () => {
  client.close()
  await server.stop()
})

/** Two entries that a consumer of ours holds, watched and read. Nobody looks, so that the next reading is seconds away: the picture stands still. */
beforeEach(async () => {
  tests += 1
  observed = await openObserved({ url: server.url, isOwnConsumer: (_group, consumer) => consumer === 'ours' })
  stream = { connection: observed.id, key: `checked:${tests}` }
  for (const id of ['1-0', '2-0', '3-0']) await client.call('XADD', stream.key, id, 'f', 'v')
  await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
  await client.call('XREADGROUP', 'GROUP', 'g', 'ours', 'COUNT', 2, 'STREAMS', stream.key, '>')
  observed.observer.setHidden(true)
  observed.observer.watch(stream)
  await vi.waitFor(() => expect(pending()).toBe(2), { timeout: 8000, interval: 5 })
})
afterEach(() => observed.dispose())

function pending(): number | undefined {
  return observed.log.current().streams[toStreamId(stream)]?.groups[0]?.facts?.pending
}

const check = () => observed.observer.check(stream)
const group = () => ({ ...stream, group: 'g' })

it('agrees with the numbers of the server while nothing happens, and tells when', async () => {
  const before = observed.log.current().streams[toStreamId(stream)]?.reading?.at ?? 0
  const result = await check()
  expect(result).toMatchObject({ kind: 'read', differences: [], moved: [], added: 3, pending: 2 })
  expect(result.kind === 'read' && result.since !== undefined && result.at >= result.since && result.since >= before).toBe(true)
  expect(observed.log.current().streams[toStreamId(stream)]?.reading?.at).toBe(result.kind === 'read' ? result.at : undefined)
})

it('an ack by redis-cli that was not read yet is said, by how much and of which entry; then the picture has it', async () => {
  await client.call('XACK', stream.key, 'g', '1-0')
  expect(pending()).toBe(2)
  expect(await check()).toMatchObject({ kind: 'read', pending: 1, moved: [], differences: ['in g 1 entry is not pending any more (1-0), and nobody here settled it: 1 pending, where the picture said 2'] })
  expect(pending()).toBe(1)
  expect(await check()).toMatchObject({ differences: [], pending: 1 })
})

it.each<[what: string, act: () => Promise<unknown>, said: string[]]>([
  ['an entry that somebody added', () => client.call('XADD', stream.key, '4-0', 'f', 'v'), ['1 entry was added that nobody here added: 4 in all, where the picture said 3']],
  ['one that was given to somebody', () => client.call('XREADGROUP', 'GROUP', 'g', 'theirs', 'COUNT', 1, 'STREAMS', stream.key, '>'), ['in g 1 entry was given to others (3-0)', 'in g consumer theirs has come']],
  ['one read and acked in between', async () => {
    await client.call('XGROUP', 'CREATECONSUMER', stream.key, 'g', 'ours')
    await client.call('XREADGROUP', 'GROUP', 'g', 'ours', 'COUNT', 1, 'STREAMS', stream.key, '>')
    await client.call('XACK', stream.key, 'g', '3-0')
  }, ['in g 1 entry was given to others']],
  ['a claim', () => client.call('XCLAIM', stream.key, 'g', 'theirs', 0, '2-0'), ['in g 1 entry has another owner (2-0), and nobody here claimed it', 'in g consumer theirs has come']],
  ['a deletion', () => client.call('XDEL', stream.key, '3-0'), ['1 entry has left the stream: 2 are in it, where the picture said 3']],
  ['a cursor that was set back', () => client.call('XGROUP', 'SETID', stream.key, 'g', '1-0'), ['in g its cursor went back from 2-0 to 1-0']],
  ['a group that was destroyed', () => client.call('XGROUP', 'DESTROY', stream.key, 'g'), ['in g it is gone']],
  ['a key that was deleted', () => client.call('DEL', stream.key), ['the server has no key, where the picture had a stream']]
])('says %s', async (_what, act, said) => {
  await act()
  expect(await check()).toMatchObject({ kind: 'read', differences: said, moved: [] })
  expect(await check()).toMatchObject({ kind: 'read', differences: [] })
})

it('what our own parts reported accounts for what moved, also when the report comes after the reading', async () => {
  await client.call('XACK', stream.key, 'g', '1-0', '2-0')
  await client.call('XADD', stream.key, '4-0', 'f', 'v')
  const checking = check()
  const reports: WorkbenchEvent[] = [
    { kind: 'entries-acked', group: group(), consumer: 'ours', worker: 'w', nothing: 0, evidence: 'seen', count: 2, ids: ['1-0', '2-0'] },
    { kind: 'entries-added', stream, by: 'w', evidence: 'seen', count: 1, ids: ['4-0'] }
  ]
  await vi.waitFor(() => expect(pending()).toBe(0), { timeout: 8000, interval: 5 })
  for (const report of reports) observed.log.append(report)
  expect(await checking).toMatchObject({ differences: [], added: 4, pending: 0 })
})

it('one entry more than was reported is said of a busy stream too', async () => {
  await client.call('XACK', stream.key, 'g', '1-0', '2-0')
  observed.log.append({ kind: 'entries-acked', group: group(), consumer: 'ours', worker: 'w', nothing: 0, evidence: 'seen', count: 1, ids: ['1-0'] })
  expect(await check()).toMatchObject({ differences: ['in g 1 entry is not pending any more (2-0), and nobody here settled it: 0 pending, where the picture said 2'] })
})

it('others who are seen to be at work are named, and the picture is not called wrong for what they did since', async () => {
  let inferred = 0
  observed.log.onAppend(({ event }) => {
    if (event.kind === 'entries-added' && event.evidence === 'inferred') inferred += event.count
  })
  let next = 4
  await vi.waitFor(async () => {
    await client.call('XADD', stream.key, `${next++}-0`, 'f', 'v')
    await observed.observer.readNow(stream)
    expect(inferred).toBeGreaterThan(0)
  }, { timeout: 8000, interval: 200 })
  await observed.observer.readNow(stream)
  await client.call('XADD', stream.key, `${next}-0`, 'f', 'v')
  expect(await check()).toMatchObject({ kind: 'read', differences: [], moved: [expect.stringMatching(/^1 entry was added that nobody here added/)] })
})

it('a server that began anew is said to have', async () => {
  await client.call('DEL', stream.key)
  await client.call('XADD', stream.key, '1-0', 'f', 'v')
  const result = await check()
  expect(result.kind === 'read' && result.differences[0]).toMatch(/^it began anew: The newest id went back/)
})

it('a key that holds something else cannot be counted: nothing is said to agree', async () => {
  await client.call('DEL', stream.key)
  await client.call('SET', stream.key, 'text')
  expect(await check()).toMatchObject({ kind: 'read', differences: ['the server has a key that is no stream, where the picture had a stream'] })
  expect(await check()).toEqual({ kind: 'unread', why: 'The server has a key that is no stream.' })
})

it('what is not watched cannot be checked', async () => {
  observed.observer.unwatch(stream)
  expect(await check()).toEqual({ kind: 'unread', why: 'Nobody watches this stream.' })
})
