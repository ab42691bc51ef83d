import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { moveClock } from '../actions/move-clock'
import { buildThread } from '../workers/testing/build-thread'
import { startBuiltInSandbox } from './built-in-sandbox'
import { createTestManager, type TestManager } from './testing/test-manager'

const HAND = { by: 'hand' } as const
const silent = (): void => undefined

let folder: string
let thread: Awaited<ReturnType<typeof buildThread>>
let test: TestManager
let manager: TestManager['manager']

function open(programPath?: string): void {
  test = createTestManager({ sandboxFolder: join(folder, 'sandboxes'), sandboxThreadFile: thread.file, ...(programPath !== undefined && { programPath }) })
  manager = test.manager
}

beforeAll(async () => {
  ;[folder, thread] = await Promise.all([mkdtemp(join(tmpdir(), 'sluice-test-built-in-')), buildThread('../../../sandbox/thread.ts')])
})
beforeEach(() => open())
afterEach(() => test.dispose())
afterAll(async () => {
  await thread.remove()
  await rm(folder, { recursive: true, force: true })
})

describe('the built-in sandbox', () => {
  it('is a connection like any other: it runs, can be killed and started again on its port, and comes back empty', async () => {
    const id = await manager.openSandbox('built-in')
    expect(await manager.openSandbox('built-in')).toBe(id)
    const { address, server } = await test.until(id, 'ready')
    expect(test.stateOf(id)).toMatchObject({ kind: 'sandbox', sandbox: 'built-in', label: 'built-in sandbox', hasPassword: true, server: { product: 'sluice' }, capabilities: { clock: true, transactions: true }, clock: { kind: 'running' } })
    await manager.get(id).writer.send(['XADD', 'sluice:lab:s', '*', 'a', '1'], HAND)
    await manager.killServer(id)
    expect(test.stateOf(id).status).toMatchObject({ kind: 'lost', next: expect.stringContaining('Start the sandbox') })
    await expect(manager.killServer(id)).rejects.toMatchObject({ code: 'not-possible-now' })
    await manager.startServer(id)
    await expect(manager.startServer(id)).rejects.toMatchObject({ code: 'not-possible-now' })
    const again = await test.until(id, 'ready')
    expect(again).toMatchObject({ epoch: 2, address })
    expect(again.server?.runId).not.toBe(server?.runId)
    expect(await manager.get(id).observer.send(['XLEN', 'sluice:lab:s'], HAND)).toBe('0')
  })

  it('lets nobody in without its password, which only a sandbox gives away', async () => {
    const id = await manager.openSandbox('built-in')
    const { address } = await test.until(id, 'ready')
    const stranger = await test.open({ url: address })
    expect((await test.until(stranger, 'refused')).status).toMatchObject({ reason: 'password-needed' })
    expect(() => manager.sandboxPassword(stranger)).toThrow(expect.objectContaining({ code: 'forbidden' }))
    manager.retry({ connection: stranger, password: manager.sandboxPassword(id) })
    await test.until(stranger, 'ready')
    expect(JSON.stringify(test.log.after(0, 10_000))).not.toContain(manager.sandboxPassword(id))
  })

  it('says so when its port was taken meanwhile, and that it saved nothing', async () => {
    const onEnd = vi.fn()
    const sandbox = await startBuiltInSandbox({ threadFile: thread.file, onEnd })
    const { address } = sandbox.target
    await sandbox.kill()
    expect(sandbox.pid).toBeUndefined()
    const other = createServer().listen(address.kind === 'tcp' ? address.port : 0, '127.0.0.1')
    await once(other, 'listening')
    await expect(sandbox.start()).rejects.toMatchObject({ code: 'not-possible-now', message: expect.stringContaining('its port was taken') })
    other.close()
    await once(other, 'close')
    await expect(sandbox.start({ from: 'saved' })).rejects.toMatchObject({ code: 'not-possible-now', message: 'The built-in server writes nothing to disk.' })
    await sandbox.start()
    await sandbox.dispose()
    await expect(sandbox.start()).rejects.toMatchObject({ message: 'The sandbox has been closed.' })
    expect(onEnd).not.toHaveBeenCalled()
  })

  it('that cannot start says why', async () => {
    await expect(startBuiltInSandbox({ threadFile: join(folder, 'nothing.cjs'), onEnd: silent })).rejects.toMatchObject({ code: 'not-possible-now', message: expect.stringContaining('did not start') })
  })
})

describe('which sandbox is opened', () => {
  it('is the built-in one where there is no server program, and the other is refused with what to do', async () => {
    await test.dispose()
    open(folder)
    expect(await manager.sandboxServers()).toEqual([{ kind: 'program', reason: expect.stringContaining('no redis-server') }, { kind: 'built-in' }])
    const [id, same] = await Promise.all([manager.openSandbox('auto'), manager.openSandbox('auto')])
    expect(same).toBe(id)
    expect(test.stateOf(id)).toMatchObject({ sandbox: 'built-in' })
    await expect(manager.openSandbox('program')).rejects.toMatchObject({ code: 'not-possible-now', next: expect.stringContaining('built-in') })
  })

  it('is the program where there is one; both stand side by side, and auto goes to the one that is open', async () => {
    expect(await manager.sandboxServers()).toEqual([{ kind: 'program' }, { kind: 'built-in' }])
    const builtIn = await manager.openSandbox('built-in')
    expect(await manager.openSandbox('auto')).toBe(builtIn)
    const program = await manager.openSandbox('program')
    await Promise.all([test.until(builtIn, 'ready'), test.until(program, 'ready')])
    await manager.get(builtIn).writer.send(['XADD', 's', '*', 'a', '1'], HAND)
    expect(await manager.get(program).observer.send(['XLEN', 's'], HAND)).toBe('0')
    await manager.close(builtIn)
    expect(await manager.openSandbox('auto')).toBe(program)
    expect(test.stateOf(program)).toMatchObject({ sandbox: 'program', capabilities: { clock: false } })
  })
})

describe('the clock of a server', () => {
  it('is held, moved and released, each with its exact command; what others do to it is seen too', async () => {
    const id = await manager.openSandbox('built-in')
    await test.until(id, 'ready')
    const connection = manager.get(id)
    expect(await moveClock(connection, { kind: 'hold' })).toEqual({ kind: 'ok', command: ['SLUICE', 'CLOCK', 'HOLD'], reply: 'held' })
    const held = test.stateOf(id).clock
    expect(held).toMatchObject({ kind: 'held' })
    await connection.writer.send(['XADD', 's', '*', 'a', '1'], HAND)
    await connection.writer.send(['XGROUP', 'CREATE', 's', 'g', '0'], HAND)
    await connection.writer.send(['XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '1', 'STREAMS', 's', '>'], HAND)
    expect(await moveClock(connection, { kind: 'advance', ms: 60_000 })).toMatchObject({ kind: 'ok', command: ['SLUICE', 'CLOCK', 'ADVANCE', '60000'] })
    expect(test.stateOf(id).clock).toMatchObject({ kind: 'held', at: held?.kind === 'held' ? held.at + 60_000 : 0 })
    const [row] = (await connection.observer.send(['XPENDING', 's', 'g', '-', '+', '1'], HAND)) as unknown[][]
    expect(row?.[2]).toBe('60000')
    await moveClock(connection, { kind: 'release' })
    const released = test.stateOf(id).clock
    expect(released?.kind === 'running' && released.ahead > 55_000 && released.ahead <= 60_000).toBe(true)
    // Not through moveClock, as somebody else would.
    await connection.writer.send(['SLUICE', 'CLOCK', 'HOLD'], HAND)
    await vi.waitFor(() => expect(test.stateOf(id).clock?.kind).toBe('held'), { timeout: 5000 })
    expect(test.commandLog.read({ limit: 500 }).commands.map(({ command }) => command.join(' '))).toContain('SLUICE CLOCK ADVANCE 60000')
  })

  it('is that of this machine after the server was started anew', async () => {
    const id = await manager.openSandbox('built-in')
    await test.until(id, 'ready')
    await moveClock(manager.get(id), { kind: 'hold' })
    await manager.killServer(id)
    await manager.startServer(id)
    expect(await test.until(id, 'ready')).toMatchObject({ clock: { kind: 'running', ahead: 0 } })
  })

  it('is touched on a sandbox that has one, and nowhere else', async () => {
    const program = await manager.openSandbox('program')
    await test.until(program, 'ready')
    await expect(moveClock(manager.get(program), { kind: 'hold' })).rejects.toMatchObject({ code: 'not-possible-now' })
    const builtIn = await manager.openSandbox('built-in')
    const { address } = await test.until(builtIn, 'ready')
    const byAddress = await test.open({ url: address, password: manager.sandboxPassword(builtIn) })
    expect(await test.until(byAddress, 'ready')).toMatchObject({ kind: 'remote', capabilities: { clock: true }, clock: { kind: 'running' } })
    await expect(moveClock(manager.get(byAddress), { kind: 'hold' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(manager.get(byAddress).writer.send(['SLUICE', 'CLOCK', 'HOLD'], HAND)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
