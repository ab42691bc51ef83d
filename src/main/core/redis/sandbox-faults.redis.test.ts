import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SandboxPersistence } from '@shared/model/connection-state'
import type { Reply } from './reply'
import { createTestManager, type TestManager } from './testing/test-manager'

const HAND = { by: 'hand' } as const
const KEY = 'sluice:lab:s'

let folder: string
let test: TestManager
let manager: TestManager['manager']
let id: string

function plain(reply: Reply): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString()
  return Array.isArray(reply) ? (reply as readonly Reply[]).map(plain) : reply
}

async function send(line: string): Promise<unknown> {
  return plain(await manager.get(id).writer.send(line.split(' '), HAND))
}

/** Ids, owners and delivery counts of the pending list. */
async function pending(): Promise<unknown[]> {
  return ((await send(`XPENDING ${KEY} g - + 100`)) as unknown[][]).map(([entry, owner, , deliveries]) => [entry, owner, deliveries])
}

/** Five entries, two of them read and one of these acked. */
async function fill(): Promise<void> {
  await send(`XGROUP CREATE ${KEY} g 0 MKSTREAM`)
  for (let n = 1; n <= 5; n++) await send(`XADD ${KEY} ${n}-0 n ${n}`)
  await send(`XREADGROUP GROUP g c COUNT 2 STREAMS ${KEY} >`)
  await send(`XACK ${KEY} g 1-0`)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-faults-'))
})
beforeEach(async () => {
  test = createTestManager({ sandboxFolder: join(folder, 'sandboxes') })
  manager = test.manager
  id = await manager.openSandbox('program')
  await test.until(id, 'ready')
})
afterEach(() => test.dispose())
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a sandbox on a server program that is killed', () => {
  it.each<SandboxPersistence>(['aof-everysec', 'aof-always'])('with %s comes back with entries, group and pending list (F3)', async (persistence) => {
    await fill()
    expect(await manager.sandbox.setPersistence(id, persistence)).toMatchObject({ kind: 'ok' })
    expect(test.stateOf(id).persistence).toBe(persistence)
    await send(`XADD ${KEY} 6-0 n 6`)
    await manager.killServer(id)
    expect(test.stateOf(id).status).toMatchObject({ kind: 'lost', next: expect.stringContaining('append-only file') })
    await manager.startServer(id, { from: 'saved' })
    expect((await test.until(id, 'ready')).epoch).toBe(2)
    expect(await send(`XLEN ${KEY}`)).toBe('6')
    expect(await pending()).toEqual([['2-0', 'c', '1']])
    expect(await send(`XREADGROUP GROUP g c COUNT 10 STREAMS ${KEY} >`)).toEqual([[KEY, ['3-0', '4-0', '5-0', '6-0'].map((entry) => [entry, ['n', entry[0]]])]])
    const info = String(await send('INFO persistence'))
    expect(info).toContain('aof_enabled:1')
  })

  it('without it loses everything, and says that nothing was saved (F1)', async () => {
    await fill()
    await manager.killServer(id)
    await expect(manager.startServer(id, { from: 'saved' })).rejects.toMatchObject({ code: 'not-possible-now', message: expect.stringContaining('no append-only file') })
    expect(test.stateOf(id).status.kind).toBe('lost')
    await manager.startServer(id)
    expect((await test.until(id, 'ready')).epoch).toBe(2)
    expect(await send(`EXISTS ${KEY}`)).toBe('0')
  })

  it('never comes back from a log that was switched off, nor from one that it was to forget', async () => {
    await manager.sandbox.setPersistence(id, 'aof-always')
    await fill()
    await manager.sandbox.setPersistence(id, 'none')
    await send(`XADD ${KEY} 9-0 n 9`)
    await manager.killServer(id)
    await expect(manager.startServer(id, { from: 'saved' })).rejects.toMatchObject({ code: 'not-possible-now' })
    await manager.startServer(id, { from: 'empty', persistence: 'aof-always' })
    await test.until(id, 'ready')
    expect(test.stateOf(id).persistence).toBe('aof-always')
    expect(await send(`EXISTS ${KEY}`)).toBe('0')
    await fill()
    await manager.killServer(id)
    await manager.startServer(id, { from: 'empty' })
    await test.until(id, 'ready')
    expect(await send(`EXISTS ${KEY}`)).toBe('0')
  })

  it('starts by itself after the time it was given, unless somebody was faster', async () => {
    await manager.sandbox.killThenStart(id, 300, { from: 'empty' })
    expect(test.stateOf(id)).toMatchObject({ status: { kind: 'lost' }, startsAt: expect.any(Number) })
    expect((await test.until(id, 'ready')).epoch).toBe(2)
    expect(test.stateOf(id).startsAt).toBeUndefined()
    // Two hours, at the test clock's pace: it would come long after this test.
    await manager.sandbox.killThenStart(id, 600_000, { from: 'empty' })
    await manager.startServer(id)
    await test.until(id, 'ready')
    expect(test.stateOf(id).startsAt).toBeUndefined()
    await expect(manager.sandbox.killThenStart(id, 100, { from: 'saved' })).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(test.stateOf(id).status.kind).toBe('ready')
  })

  it('has each of its commands in the log, as the owner\'s', async () => {
    await manager.sandbox.setPersistence(id, 'aof-everysec')
    const sent = test.commandLog.read({ limit: 500 }).commands.filter(({ who }) => who === 'owner').map(({ command }) => command.join(' '))
    expect(sent).toEqual(expect.arrayContaining(['CONFIG SET appendfsync everysec', 'CONFIG SET appendonly yes']))
  })
})

describe('failover of a sandbox', () => {
  async function addReplica(): Promise<void> {
    await manager.sandbox.addReplica(id)
    await vi.waitFor(() => expect(test.stateOf(id).replica).toMatchObject({ link: 'up', behind: 0 }), { timeout: 15_000, interval: 50 })
  }

  it('with its link cut un-acks and loses what was not replicated (SCENARIOS 41, F13)', async () => {
    await fill()
    await addReplica()
    const before = test.stateOf(id).address
    manager.sandbox.cutLink(id)
    expect(test.stateOf(id).replica?.link).toBe('cut')
    await send(`XACK ${KEY} g 2-0`)
    await send(`XADD ${KEY} 6-0 n 6`)
    expect(await pending()).toEqual([])
    await vi.waitFor(() => expect(test.stateOf(id).replica?.behind).toBeGreaterThan(0), { timeout: 5000 })
    expect(await manager.sandbox.failOver(id)).toMatchObject({ kind: 'ok', command: ['REPLICAOF', 'NO', 'ONE'] })
    const after = await test.until(id, 'ready')
    expect(after).toMatchObject({ epoch: 2, server: { role: 'master' } })
    expect(after.address).not.toBe(before)
    expect(after.replica).toBeUndefined()
    expect(await send(`XLEN ${KEY}`)).toBe('5')
    expect(await pending()).toEqual([['2-0', 'c', '1']])
    await send(`XADD ${KEY} 7-0 n 7`)
  })

  it('with its link up keeps what was replicated, and can be done again', async () => {
    await fill()
    await addReplica()
    await send(`XACK ${KEY} g 2-0`)
    await vi.waitFor(() => expect(test.stateOf(id).replica).toMatchObject({ link: 'up', behind: 0 }), { timeout: 5000, interval: 50 })
    await manager.sandbox.failOver(id)
    await test.until(id, 'ready')
    expect(await pending()).toEqual([])
    await addReplica()
    await manager.sandbox.failOver(id)
    expect((await test.until(id, 'ready')).epoch).toBe(3)
    expect(await send(`XLEN ${KEY}`)).toBe('5')
  })

  it('catches up after the link was mended, and leaves no process or folder behind', async () => {
    await addReplica()
    expect((await readdir(join(folder, 'sandboxes'))).filter((name) => name.endsWith('.json'))).toHaveLength(2)
    manager.sandbox.cutLink(id)
    await fill()
    manager.sandbox.mendLink(id)
    await vi.waitFor(() => expect(test.stateOf(id).replica).toMatchObject({ link: 'up', behind: 0 }), { timeout: 15_000, interval: 50 })
    await manager.sandbox.removeReplica(id)
    expect(test.stateOf(id).replica).toBeUndefined()
    await expect(manager.sandbox.failOver(id)).rejects.toMatchObject({ code: 'not-possible-now' })
    await addReplica()
    await manager.close(id)
    expect(await readdir(join(folder, 'sandboxes'))).toEqual([])
  })
})
