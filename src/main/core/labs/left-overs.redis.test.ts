import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LabState } from '@shared/model/worker-state'
import { deleteKey } from '../actions/data-faults/delete-key'
import { realClock } from '../redis/testing/real-clock'
import type { TestServer } from '../redis/testing/redis-server'
import { createTestManager, type TestManager } from '../redis/testing/test-manager'
import { createLeftOvers, type LeftOvers } from './left-overs'

let folder: string
let test: TestManager
let server: TestServer
let leftOvers: LeftOvers
const silent = (): void => undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-left-'))
  test = createTestManager({ sandboxFolder: folder })
  server = await test.startServer()
  leftOvers = createLeftOvers({
    log: test.log, connection: (id) => test.manager.get(id), note: (id, found) => test.manager.noteLeftOvers(id, found), remove: deleteKey,
    clock: realClock, logger: { debug: silent, info: silent, warn: silent, error: silent }, instance: 'test'
  })
})
afterEach(async () => {
  leftOvers.dispose()
  await test.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** Keys as a killed Sluice leaves them, and those of others beside them. */
async function leaveKeys(): Promise<void> {
  await server.cli('XADD', 'sluice:lab:orders', '1-0', 'n', '1')
  await server.cli('XADD', 'sluice:lab:orders', '2-0', 'n', '2')
  await server.cli('SET', 'sluice:lab:lock:order-7', '1', 'EX', '900')
  await server.cli('XADD', 'orders', '1-0', 'n', '1')
  await server.cli('SET', 'sluice:labour', 'no lab at all')
}

async function open(request: { environment?: 'local' | 'production' } = {}): Promise<string> {
  const id = await test.open({ url: server.url, ...request })
  await test.until(id, 'ready')
  return id
}

async function offered(id: string): Promise<string[]> {
  await vi.waitFor(() => expect(test.stateOf(id).leftOvers).toBeDefined())
  return test.stateOf(id).leftOvers?.keys ?? []
}

describe('keys of labs that a killed Sluice left', () => {
  it('are offered with what they are, cleaned one by one, and nothing else is', async () => {
    await leaveKeys()
    const id = await open()
    expect(await offered(id)).toEqual(['sluice:lab:lock:order-7', 'sluice:lab:orders'])
    expect(await leftOvers.list(id)).toEqual({ complete: true, keys: [{ key: 'sluice:lab:lock:order-7', type: 'string' }, { key: 'sluice:lab:orders', type: 'stream', length: 2 }] })
    await expect(leftOvers.clean(id, ['orders'])).rejects.toMatchObject({ code: 'forbidden' })
    await expect(leftOvers.clean(id, ['sluice:lab:orders', 'sluice:labour'])).rejects.toMatchObject({ code: 'forbidden' })
    expect(await server.cli('EXISTS', 'sluice:lab:orders')).toBe('1')
    const done = await leftOvers.clean(id, ['sluice:lab:orders'])
    expect(done).toEqual([{ key: 'sluice:lab:orders', outcome: { kind: 'ok', command: ['DEL', 'sluice:lab:orders'], reply: '1' } }])
    expect(await offered(id)).toEqual(['sluice:lab:lock:order-7'])
    await leftOvers.clean(id, ['sluice:lab:lock:order-7'])
    expect(test.stateOf(id).leftOvers).toBeUndefined()
    expect((await server.cli('KEYS', '*')).split('\n').sort()).toEqual(['orders', 'sluice:labour'])
  })

  it('are kept when a person says so, and not asked about again in this run', async () => {
    await leaveKeys()
    const id = await open()
    await offered(id)
    leftOvers.keep(id)
    expect(test.stateOf(id).leftOvers).toBeUndefined()
    await server.kill()
    await test.until(id, 'reconnecting')
    await server.restart()
    await test.until(id, 'ready')
    await server.cli('XADD', 'sluice:lab:orders', '1-0', 'n', '1')
    await test.manager.get(id).observer.send(['PING'], { by: 'hand' })
    expect(test.stateOf(id).leftOvers).toBeUndefined()
    // Another connection is asked about, so the search itself goes on.
    expect(await offered(await open())).toEqual(['sluice:lab:orders'])
  })

  it('are not looked for where labs may not run', async () => {
    await leaveKeys()
    const id = await open({ environment: 'production' })
    const other = await open()
    await offered(other)
    expect(test.stateOf(id).leftOvers).toBeUndefined()
    test.manager.allowLabs({ connection: id, typedLabel: 'mine' })
    expect(await offered(id)).toHaveLength(2)
  })

  it('that a running lab uses are no left-overs', async () => {
    await leaveKeys()
    const id = await open()
    await offered(id)
    const lab: LabState = { id: 'lab-1', name: 'orders', title: 'Orders', connection: id, streams: ['sluice:lab:orders'], groups: [], status: 'running' }
    test.log.append({ kind: 'lab-changed', lab })
    expect((await leftOvers.list(id)).keys).toMatchObject([{ usedBy: expect.stringContaining('a lock or a guard of the running lab') }, { usedBy: 'The lab orders uses it.' }])
    await expect(leftOvers.clean(id, ['sluice:lab:orders'])).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await server.cli('EXISTS', 'sluice:lab:orders')).toBe('1')
  })

  it('that a lab uses on another connection to the same server are none either', async () => {
    await leaveKeys()
    const id = await open()
    await offered(id)
    const twin = await test.open({ url: `redis://localhost:${server.port}` })
    await test.until(twin, 'ready')
    test.log.append({ kind: 'lab-changed', lab: { id: 'lab-1', name: 'orders', title: 'Orders', connection: twin, streams: ['sluice:lab:orders'], groups: [], status: 'running' } })
    await expect(leftOvers.clean(id, ['sluice:lab:orders'])).rejects.toMatchObject({ code: 'not-possible-now' })
  })

  it('may be those of another Sluice that works there: then none is cleaned', async () => {
    await leaveKeys()
    const id = await open()
    await offered(id)
    const worker = await test.manager.get(id).openWriter('ignored')
    await worker.writer.send(['CLIENT', 'SETNAME', 'sluice:0ther123:worker:w1'], { by: 'worker' })
    expect(await leftOvers.list(id)).toMatchObject({ otherSluice: expect.stringContaining('0ther123') })
    await expect(leftOvers.clean(id, ['sluice:lab:orders'])).rejects.toMatchObject({ code: 'not-possible-now', message: expect.stringContaining('Another Sluice') })
    expect(await server.cli('EXISTS', 'sluice:lab:orders')).toBe('1')
    await worker.close()
    await vi.waitFor(async () => expect((await leftOvers.list(id)).otherSluice).toBeUndefined())
    expect(await leftOvers.clean(id, ['sluice:lab:orders'])).toMatchObject([{ outcome: { kind: 'ok' } }])
  })

  it('are counted whole and shown in part; the rest comes when these are gone', async () => {
    await server.cli('MSET', ...Array.from({ length: 260 }, (_, n) => [`sluice:lab:lock:${n}`, '1']).flat())
    const id = await open()
    expect(await offered(id)).toHaveLength(200)
    expect(test.stateOf(id).leftOvers).toMatchObject({ found: 260, complete: true })
    await leftOvers.clean(id, await offered(id))
    expect(await offered(id)).toHaveLength(60)
  }, 30_000)
})
