import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startRedisServer, type TestServer } from './testing/redis-server'
import { createTestManager, type TestManager } from './testing/test-manager'

const ECHO = { by: 'hand' } as const

let folder: string
let server: TestServer
let test: TestManager
let manager: TestManager['manager']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-manager-'))
  server = await startRedisServer()
})
beforeEach(() => {
  test = createTestManager({ sandboxFolder: join(folder, 'sandboxes') })
  manager = test.manager
})
afterEach(() => test.dispose())
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('writing', () => {
  const publish = ['XADD', 'orders', '*', 'a', '1']

  it('needs the typed name, and ends after 15 minutes (G7)', async () => {
    const id = await test.open({ url: server.url, label: 'prod orders', environment: 'production' })
    await test.until(id, 'ready')
    const { writer } = manager.get(id)
    await expect(writer.send(publish, ECHO)).rejects.toMatchObject({ code: 'not-armed' })
    expect(() => manager.arm({ connection: id, typedLabel: 'prod' })).toThrow(expect.objectContaining({ code: 'confirm-needed' }))
    const { until: end } = manager.arm({ connection: id, typedLabel: 'prod orders' })
    expect(test.stateOf(id).mode).toEqual({ kind: 'armed', until: end })
    await writer.send(publish, ECHO)
    await expect(writer.send(['DEL', 'orders'], ECHO)).rejects.toMatchObject({ code: 'forbidden' })
    test.clockAhead.ms = 15 * 60_000
    await expect(writer.send(publish, ECHO)).rejects.toMatchObject({ code: 'not-armed' })
    expect(test.stateOf(id).mode).toEqual({ kind: 'observe' })
    expect(await server.cli('XLEN', 'orders')).toBe('1')
  })

  it('ends with a page that leaves, another environment, and a broken connection (G7)', async () => {
    const own = await test.startServer()
    const id = await test.open({ url: own.url })
    await test.until(id, 'ready')
    const arm = (): unknown => manager.arm({ connection: id, typedLabel: 'mine' })
    arm()
    manager.disarmAll()
    expect(test.stateOf(id).mode).toEqual({ kind: 'lab' })
    arm()
    manager.setEnvironment({ connection: id, environment: 'staging' })
    expect(test.stateOf(id)).toMatchObject({ environment: 'staging', mode: { kind: 'observe' }, labsAllowed: false })
    arm()
    await own.kill()
    await test.until(id, 'reconnecting')
    expect(test.stateOf(id).mode).toEqual({ kind: 'observe' })
    expect(arm).toThrow(expect.objectContaining({ code: 'not-connected' }))
  })

  it('ends when the server becomes a replica under the open socket (G7, F11)', async () => {
    const own = await test.startServer()
    const id = await test.open({ url: own.url })
    await test.until(id, 'ready')
    manager.arm({ connection: id, typedLabel: 'mine' })
    await own.cli('REPLICAOF', '127.0.0.1', String(server.port))
    await vi.waitFor(() => expect(test.stateOf(id).mode).toEqual({ kind: 'lab' }), { timeout: 10_000 })
    expect(test.stateOf(id).server).toMatchObject({ role: 'slave' })
  })

  it('leaves production only with the typed name; labs need it there too (G5, G12)', async () => {
    const id = await test.open({ url: server.url, environment: 'production' })
    await test.until(id, 'ready')
    const lab = ['XADD', 'sluice:lab:a', '*', 'a', '1']
    await expect(manager.get(id).writer.send(lab, ECHO)).rejects.toMatchObject({ code: 'confirm-needed' })
    expect(() => manager.allowLabs({ connection: id, typedLabel: 'x' })).toThrow(expect.objectContaining({ code: 'confirm-needed' }))
    manager.allowLabs({ connection: id, typedLabel: 'mine' })
    expect(test.stateOf(id)).toMatchObject({ labsAllowed: true, mode: { kind: 'lab' } })
    await manager.get(id).writer.send(lab, ECHO)
    expect(() => manager.setEnvironment({ connection: id, environment: 'local' })).toThrow(expect.objectContaining({ code: 'confirm-needed' }))
    manager.setEnvironment({ connection: id, environment: 'local', typedLabel: 'mine' })
    expect(test.stateOf(id).environment).toBe('local')
  })
})
