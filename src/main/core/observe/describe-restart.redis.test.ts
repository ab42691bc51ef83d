import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { toStreamId } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import { realClock } from '../redis/testing/real-clock'
import { createTestManager, type TestManager } from '../redis/testing/test-manager'
import { createObserver, type Observer } from './observer'
import { createStreamReader } from './read-stream'

const HAND = { by: 'hand' } as const
const KEY = 'sluice:lab:s'

let folder: string
let test: TestManager
let observer: Observer
let id: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-restart-'))
})
beforeEach(async () => {
  test = createTestManager({ sandboxFolder: folder })
  id = await test.manager.openSandbox('program')
  await test.until(id, 'ready')
  observer = createObserver({ connection: (connection) => test.manager.get(connection), sink: test.log, clock: realClock, isOwnConsumer: () => true })
  test.log.onAppend(({ event }) => observer.noteSeen(event))
  await send(`XGROUP CREATE ${KEY} g 0 MKSTREAM`)
  for (let n = 1; n <= 5; n++) await send(`XADD ${KEY} ${n}-0 n ${n}`)
  await send(`XREADGROUP GROUP g c COUNT 3 STREAMS ${KEY} >`)
  observer.watch({ connection: id, key: KEY })
  await seen((stream) => stream?.lastPresent?.length === 5)
})
afterEach(async () => {
  observer.dispose()
  await test.dispose()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function send(line: string): Promise<void> {
  await test.manager.get(id).writer.send(line.split(' '), HAND)
}

async function seen(holds: (stream: StreamState | undefined) => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds(test.log.current().streams[toStreamId({ connection: id, key: KEY })])).toBe(true), { timeout: 8000 })
}

/** What is said of the stream once its epoch has changed. */
async function cameBack(): Promise<{ level: string; text: string }> {
  const find = () => test.log.current().notices.find(({ text }) => text.includes('came back with'))
  await vi.waitFor(() => expect(find()).toBeDefined(), { timeout: 8000 })
  const { level, text } = find() ?? { level: '', text: '' }
  return { level, text }
}

describe('what a stream came back with', () => {
  it('is looked for as far back as the last reading, though more was added since than a reading shows', async () => {
    const reader = createStreamReader(test.manager.get(id), { connection: id, key: KEY }, realClock, () => undefined)
    await reader.read()
    await test.manager.get(id).writer.pipeline(Array.from({ length: 300 }, (_, n) => ['XADD', KEY, `${n + 6}-0`, 'n', 'x']), HAND)
    const found = await reader.idsSince('5-0')
    expect([found?.length, found?.[0], found?.at(-1)]).toEqual([301, '5-0', '305-0'])
    await test.manager.get(id).writer.pipeline(Array.from({ length: 700 }, (_, n) => ['XADD', KEY, `${n + 306}-0`, 'n', 'x']), HAND)
    expect(await reader.idsSince('5-0')).toBeUndefined()
  })

  it('after a kill with an append-only file: all of it (F3)', async () => {
    await test.manager.sandbox.setPersistence(id, 'aof-everysec')
    await test.manager.killServer(id)
    await test.manager.startServer(id, { from: 'saved' })
    expect(await cameBack()).toEqual({ level: 'info', text: `Stream ${KEY} came back with 5 entries, 5 before. Nothing that was seen before is missing, as far as it reaches back.` })
    const stream = test.log.current().streams[toStreamId({ connection: id, key: KEY })]
    expect([stream?.epoch, stream?.groups.map((group) => [group.name, group.anew])]).toEqual([1, [['g', undefined]]])
  })

  it('after a kill without one: it is gone (F1)', async () => {
    await test.manager.killServer(id)
    await test.manager.startServer(id)
    await vi.waitFor(() => expect(test.log.current().notices.map(({ text }) => text)).toContain(`Stream ${KEY} is gone.`), { timeout: 8000 })
  })

  it('after a failover with the link cut: acks that were seen are pending again (F13)', async () => {
    await test.manager.sandbox.addReplica(id)
    await vi.waitFor(() => expect(test.stateOf(id).replica).toMatchObject({ link: 'up', behind: 0 }), { timeout: 15_000 })
    test.manager.sandbox.cutLink(id)
    await send(`XACK ${KEY} g 1-0 2-0`)
    test.log.append({ kind: 'entries-acked', group: { connection: id, key: KEY, group: 'g' }, consumer: 'c', nothing: 0, evidence: 'seen', count: 2, ids: ['1-0', '2-0'] })
    await send(`XADD ${KEY} 6-0 n 6`)
    await seen((stream) => stream?.lastPresent?.length === 6 && stream.groups[0]?.facts?.pending === 1)
    await test.manager.sandbox.failOver(id)
    expect(await cameBack()).toEqual({
      level: 'warning',
      text: `Stream ${KEY} came back with 5 entries, 6 before. 1 entry that was seen before is gone, the newest 6-0. Group g: pending 1 before, 3 now; 2 entries whose ack was seen are pending again.`
    })
  })
})
