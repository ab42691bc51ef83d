import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startFaultProxy } from './testing/fault-proxy'
import { startRedisServer, type TestServer } from './testing/redis-server'
import { createTestCertificate } from './testing/test-certificate'
import { createTestManager, type TestManager } from './testing/test-manager'

const CANARY = 'canary-7f3a-secret'
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

describe('a connection', () => {
  it('becomes ready and knows its server (C10, C12)', async () => {
    const id = await test.open({ url: `${server.url}/3` })
    const state = await test.until(id, 'ready')
    expect(state).toMatchObject({ label: 'mine', address: `${server.url}/3`, environment: 'local', mode: { kind: 'lab' }, labsAllowed: true, epoch: 1, hasPassword: false, tls: 'off' })
    expect(state.server).toMatchObject({ product: expect.stringMatching(/^(redis|valkey)$/), role: 'master', version: expect.stringMatching(/^\d+\.\d+/) })
    expect(await server.cli('INFO', 'server')).toContain(`_version:${state.server?.version}`)
    expect(test.log.current().connections[id]).toEqual(state)
    const clients = await server.cli('CLIENT', 'LIST')
    expect(clients.match(/name=sluice:test:\w+/g)?.sort()).toEqual(['name=sluice:test:observer', 'name=sluice:test:writer'])
    expect(clients).toMatch(/db=3.*name=|name=.*db=3/)
    await manager.close(id)
    expect(test.log.current().connections[id]).toBeUndefined()
    expect(() => manager.get(id)).toThrow(expect.objectContaining({ code: 'no-connection' }))
  })

  it('can what the server itself shows that it can', async () => {
    await server.cli('XGROUP', 'CREATE', 'seen', 'g', '$', 'MKSTREAM')
    await server.cli('XADD', 'seen', '1-1', 'a', '1')
    await server.cli('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'seen', '>')
    const id = await test.open({ url: server.url })
    const { capabilities } = await test.until(id, 'ready')
    const fields = async (...command: string[]): Promise<string[]> => (await server.cli(...command)).split('\n')
    const knows = async (name: string): Promise<boolean> => (await server.cli('COMMAND', 'INFO', name)).trim() !== ''
    const accepts = async (...command: string[]): Promise<boolean> => !/^ERR/m.test(await server.cli(...command))
    expect(capabilities).toEqual({
      xautoclaim: await knows('xautoclaim'),
      xackdel: await knows('xackdel'),
      xnack: await knows('xnack'),
      lag: (await fields('XINFO', 'GROUPS', 'seen')).includes('lag'),
      inactive: (await fields('XINFO', 'CONSUMERS', 'seen', 'g')).includes('inactive'),
      claimInRead: await accepts('XREADGROUP', 'GROUP', 'g', 'c', 'CLAIM', '0', 'STREAMS', 'seen', '>'),
      idempotentAdd: await accepts('XADD', 'seen', 'IDMP', 'p', 'i', '*', 'a', '1'),
      clientNoTouch: await accepts('CLIENT', 'NO-TOUCH', 'ON'),
      transactions: true,
      clock: false
    })
  })

  it('outside this machine starts as production and may not write (G1, G5)', async () => {
    const id = await test.open({ url: 'redis://192.0.2.1' })
    expect(test.stateOf(id)).toMatchObject({ environment: 'production', mode: { kind: 'observe' }, labsAllowed: false })
    await expect(manager.get(id).observer.send(['PING'], ECHO)).rejects.toMatchObject({ name: 'NoReplyError', sent: false })
  })

  it('comes back after the server was killed, with a new epoch and a notice (F1)', async () => {
    const own = await test.startServer()
    const id = await test.open({ url: own.url })
    const { server: before } = await test.until(id, 'ready')
    await own.kill()
    expect((await test.until(id, 'reconnecting')).status).toMatchObject({ message: expect.stringMatching(/closed|reset|listens/) })
    await expect(manager.get(id).writer.send(['XADD', 'sluice:lab:s', '*', 'a', '1'], ECHO)).rejects.toMatchObject({ sent: false })
    await own.restart()
    const after = await test.until(id, 'ready')
    expect(after.epoch).toBe(2)
    expect(after.server?.runId).not.toBe(before?.runId)
    expect(test.log.current().notices.map(({ text }) => text)).toEqual(['mine is another server process than before: what was known of it may be gone.'])
    expect(await own.cli('EXISTS', 'sluice:lab:s')).toBe('0')
  })

  it('keeps its epoch when only the network broke (F6)', async () => {
    const proxy = await startFaultProxy(server.port)
    test.cleanUp.push(() => proxy.close())
    const id = await test.open({ url: `redis://127.0.0.1:${proxy.port}` })
    await test.until(id, 'ready')
    proxy.become({ kind: 'cut', afterBytes: 0 })
    await expect(manager.get(id).observer.send(['PING'], ECHO)).rejects.toMatchObject({ sent: true })
    await test.until(id, 'reconnecting')
    proxy.become({ kind: 'none' })
    expect((await test.until(id, 'ready')).epoch).toBe(1)
  })

  it('gives up after ten minutes, and goes on when asked to', async () => {
    const own = await test.startServer()
    const id = await test.open({ url: own.url })
    await test.until(id, 'ready')
    await own.kill()
    await test.until(id, 'reconnecting')
    test.clockAhead.ms = 11 * 60_000
    expect((await test.until(id, 'lost')).status).toMatchObject({ next: 'Check that the server runs, then try again.' })
    await own.restart()
    manager.retry({ connection: id })
    await test.until(id, 'ready')
  })
})

describe('a refusal', () => {
  it('of a wrong password is told once and not tried in a loop; the right one works (C11)', async () => {
    const own = await test.startServer('--requirepass', CANARY)
    const proxy = await startFaultProxy(own.port)
    test.cleanUp.push(() => proxy.close())
    const id = await test.open({ url: `redis://127.0.0.1:${proxy.port}`, password: `${CANARY}-wrong` })
    expect((await test.until(id, 'refused')).status).toMatchObject({ reason: 'wrong-password', message: expect.stringContaining('WRONGPASS') })
    await vi.waitFor(() => expect(proxy.connections()).toBeLessThanOrEqual(3))
    manager.retry({ connection: id, password: CANARY })
    expect(await test.until(id, 'ready')).toMatchObject({ hasPassword: true })
    expect(proxy.connections()).toBe(3)
  })

  it('names a missing password', async () => {
    const own = await test.startServer('--requirepass', CANARY)
    const id = await test.open({ url: own.url })
    expect((await test.until(id, 'refused')).status).toMatchObject({ reason: 'password-needed' })
  })

  it.each([
    ['wrong-db', '/99'],
    ['wrong-db', '?db=16']
  ])('%s for %s', async (reason, end) => {
    const id = await test.open({ url: server.url + end })
    expect((await test.until(id, 'refused')).status).toMatchObject({ reason })
  })

  it('of a user who may do nothing, and of one who may do little', async () => {
    const own = await test.startServer()
    await own.cli('ACL', 'SETUSER', 'nobody', 'on', '>x', '-@all')
    await own.cli('ACL', 'SETUSER', 'reader', 'on', '>x', '~app:*', '-@all', '+xinfo', '+xlen', '+xrange')
    await own.cli('XADD', 'app:s', '1-1', 'a', '1')
    const nobody = await test.open({ url: own.url, username: 'nobody', password: 'x' })
    expect((await test.until(nobody, 'refused')).status).toMatchObject({ reason: 'no-permission' })
    const reader = await test.open({ url: own.url, username: 'reader', password: 'x' })
    const state = await test.until(reader, 'ready')
    expect(state.server).toBeUndefined()
    expect(state.capabilities).toMatchObject({ transactions: false, lag: false, clientNoTouch: false })
    expect(await manager.get(reader).observer.send(['XLEN', 'app:s'], ECHO)).toBe('1')
    await expect(manager.get(reader).observer.transaction([['XLEN', 'app:s']], ECHO)).rejects.toMatchObject({ prefix: 'NOPERM' })
    await expect(manager.get(reader).observer.send(['XPENDING', 'app:s', 'g'], ECHO)).rejects.toMatchObject({ prefix: 'NOPERM' })
  })

  it('of a server whose certificate nobody vouches for, unless it is trusted or not checked (C6)', async () => {
    const certificate = await createTestCertificate(folder)
    // Redis may be built without TLS: a TLS end in front of it is the same to the client.
    const front = createServer({ key: readFileSync(certificate.keyFile), cert: certificate.pem }, (client) => {
      const behind = createConnection({ host: '127.0.0.1', port: server.port })
      client.on('error', () => behind.destroy())
      behind.on('error', () => client.destroy())
      client.pipe(behind).pipe(client)
    })
    front.listen(0, '127.0.0.1')
    await once(front, 'listening')
    test.cleanUp.push(async () => void front.close())
    const address = front.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const url = `rediss://127.0.0.1:${port}`
    const strict = await test.open({ url })
    expect((await test.until(strict, 'refused')).status).toMatchObject({ reason: 'tls' })
    const wrongName = await test.open({ url, tls: { verify: true, ca: certificate.pem, serverName: 'elsewhere.example' } })
    expect((await test.until(wrongName, 'refused')).status).toMatchObject({ reason: 'tls' })
    const trusting = await test.open({ url, tls: { verify: true, ca: certificate.pem, serverName: 'localhost' } })
    expect(await test.until(trusting, 'ready')).toMatchObject({ tls: 'verified' })
    const careless = await test.open({ url, tls: { verify: false } })
    expect(await test.until(careless, 'ready')).toMatchObject({ tls: 'unverified' })
    const plain = await test.open({ url: `redis://127.0.0.1:${port}` })
    expect((await test.until(plain, 'reconnecting')).status).toMatchObject({ message: expect.stringContaining('may expect TLS') })
  })
})

describe('the sandbox', () => {
  it('runs, can be killed and started again on its port, and leaves nothing behind (F1)', async () => {
    const id = await manager.openSandbox('program')
    expect(await manager.openSandbox('program')).toBe(id)
    const { address } = await test.until(id, 'ready')
    await manager.get(id).writer.send(['XADD', 'sluice:lab:s', '*', 'a', '1'], ECHO)
    await manager.killServer(id)
    expect(test.stateOf(id).status).toMatchObject({ kind: 'lost', next: expect.stringContaining('Start the sandbox') })
    await expect(manager.killServer(id)).rejects.toMatchObject({ code: 'not-possible-now' })
    await manager.startServer(id)
    expect(await test.until(id, 'ready')).toMatchObject({ epoch: 2, address })
    expect(await manager.get(id).observer.send(['XLEN', 'sluice:lab:s'], ECHO)).toBe('0')
    await manager.close(id)
    expect(await readdir(join(folder, 'sandboxes'))).toEqual([])
    expect(await manager.openSandbox('program')).toBe(id)
    await test.until(id, 'ready')
  })

  it('is not killed or started for a server that is not ours', async () => {
    const id = await test.open({ url: server.url })
    await expect(manager.killServer(id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(manager.startServer(id)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('secrets', () => {
  it('are in no state, event, log, command log, error or inspection (C5)', async () => {
    const own = await test.startServer('--requirepass', CANARY)
    const right = await test.open({ url: `redis://default:${CANARY}@127.0.0.1:${own.port}` })
    await test.until(right, 'ready')
    const wrong = await test.open({ url: own.url, password: `${CANARY}-wrong` })
    await test.until(wrong, 'refused')
    const errors: unknown[] = []
    for (const command of [['AUTH', CANARY], ['XLEN', 'word']]) errors.push(await manager.get(right).observer.send(command, ECHO).catch((error: unknown) => error))
    await own.kill()
    errors.push(await manager.get(right).observer.send(['PING'], ECHO).catch((error: unknown) => error))
    await test.until(right, 'reconnecting')
    const everything = {
      states: JSON.stringify(manager.list()),
      events: JSON.stringify(test.log.after(0, 10_000)),
      logged: inspect(test.logged, { depth: 9 }),
      commands: JSON.stringify(test.commandLog.read({ limit: 500 })),
      errors: inspect(errors, { depth: 9, showHidden: true }),
      manager: inspect(manager, { depth: 9, showHidden: true }),
      connection: inspect(manager.get(right), { depth: 9, showHidden: true })
    }
    for (const [where, text] of Object.entries(everything)) expect(text, where).not.toContain(CANARY)
  })
})
