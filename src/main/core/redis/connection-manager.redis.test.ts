import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { ConnectionState } from '@shared/model/connection-state'
import { EventLog } from '../live/event-log'
import type { Logger } from '../logging/logger'
import { createCommandLog, type CommandLog } from './command-log'
import { createConnectionManager, type ConnectionManager } from './connection-manager'
import { realClock } from './testing/real-clock'
import { startRedisServer, type TestServer } from './testing/redis-server'

let folder: string
let server: TestServer
let log: EventLog
let commandLog: CommandLog
let manager: ConnectionManager
let logged: unknown[]

function createManager(): ConnectionManager {
  log = new EventLog(realClock)
  commandLog = createCommandLog(realClock)
  logged = []
  const note = (...line: unknown[]): void => void logged.push(line)
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  return createConnectionManager({ sink: log, clock: realClock, random: createSeededRandom(1), commandLog, logger, instance: 'test', sandboxFolder: join(folder, 'sandboxes') })
}

function stateOf(id: string): ConnectionState {
  return manager.get(id).state()
}

async function untilStatus(id: string, kind: ConnectionState['status']['kind']): Promise<ConnectionState> {
  await vi.waitFor(() => expect(stateOf(id).status.kind).toBe(kind), { timeout: 10_000, interval: 10 })
  return stateOf(id)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-manager-'))
  server = await startRedisServer()
  manager = createManager()
})
afterEach(async () => {
  await manager.dispose()
  manager = createManager()
})
afterAll(async () => {
  await manager.dispose()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a connection', () => {
  it('becomes ready, knows the server, and is observed by default outside this machine (G1, G5)', async () => {
    const id = await manager.open({ label: 'mine', url: server.url })
    const state = await untilStatus(id, 'ready')
    expect(state).toMatchObject({ label: 'mine', environment: 'local', mode: { kind: 'lab' }, labsAllowed: true, epoch: 1, hasPassword: false, tls: 'off' })
    expect(state.server).toMatchObject({ product: 'redis', role: 'master' })
    expect(state.capabilities).toMatchObject({ xautoclaim: true, lag: true, transactions: true, xackdel: false })
    expect(log.current().connections[id]).toEqual(state)
    const far = await manager.open({ label: 'far', url: 'redis://192.0.2.1' })
    expect(stateOf(far)).toMatchObject({ environment: 'production', mode: { kind: 'observe' }, labsAllowed: false })
  })

  it('runs a sandbox that can be killed and started again, with a new epoch (F1)', async () => {
    const id = await manager.openSandbox()
    expect(await manager.openSandbox()).toBe(id)
    await untilStatus(id, 'ready')
    await manager.get(id).writer.send(['XADD', 'sluice:lab:s', '*', 'a', '1'], { by: 'hand' })
    await manager.killServer(id)
    expect(stateOf(id).status).toMatchObject({ kind: 'lost' })
    await expect(manager.get(id).observer.send(['PING'], { by: 'hand' })).rejects.toMatchObject({ name: 'NoReplyError', sent: false })
    await manager.startServer(id)
    expect((await untilStatus(id, 'ready')).epoch).toBe(2)
    expect(await manager.get(id).observer.send(['XLEN', 'sluice:lab:s'], { by: 'hand' })).toBe('0')
  })
})
