import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRedisSocket, type RedisSocket, type RedisSocketOptions, type SocketStatus } from './redis-socket'
import { ServerError } from './reply'
import { realClock } from './testing/real-clock'
import { startFaultProxy } from './testing/fault-proxy'
import { startRedisServer, type TestServer } from './testing/redis-server'

let server: TestServer
const sockets: RedisSocket[] = []

function open(overrides: Partial<RedisSocketOptions> = {}): RedisSocket {
  const socket = createRedisSocket({
    target: { address: { kind: 'tcp', host: '127.0.0.1', port: server.port }, db: 0 },
    class: 'observer',
    name: 'sluice:test:observer',
    clock: realClock,
    ...overrides
  })
  sockets.push(socket)
  return socket
}

beforeAll(async () => {
  server = await startRedisServer()
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await server.stop()
})

describe('a socket', () => {
  it('answers with bytes, digits and nil, and names itself', async () => {
    const socket = open()
    await socket.connected()
    expect(await socket.send(['SET', 'binary', Buffer.from([0xff, 0x00])])).toEqual(Buffer.from('OK'))
    expect(await socket.send(['GET', 'binary'])).toEqual(Buffer.from([0xff, 0x00]))
    expect(await socket.send(['GET', 'missing'])).toBeNull()
    await socket.send(['SET', 'large', '9223372036854775806'])
    expect(await socket.send(['INCR', 'large'])).toBe('9223372036854775807')
    expect(await server.cli('CLIENT', 'LIST')).toContain('name=sluice:test:observer')
  })

  it('gives the error of one command in a pipeline and in a transaction', async () => {
    const socket = open({ class: 'writer' })
    await socket.connected()
    const mixed = [['SET', 'word', 'a'], ['XLEN', 'word'], ['XLEN', 'none']]
    for (const answers of [await socket.pipeline(mixed), await socket.transaction(mixed)]) {
      expect(answers).toEqual([Buffer.from('OK'), expect.any(ServerError), '0'])
      expect((answers[1] as ServerError).prefix).toBe('WRONGTYPE')
    }
    await expect(socket.send(['XLEN', 'word'])).rejects.toMatchObject({ name: 'ServerError', prefix: 'WRONGTYPE' })
  })

  it('carries out what was decided by a reading only if nobody changed what it watched', async () => {
    const socket = open({ class: 'writer' })
    const other = open({ class: 'writer' })
    await Promise.all([socket.connected(), other.connected()])
    await socket.send(['SET', 'watched', '1'])
    const reads = [['GET', 'watched']]
    const write = (): string[][] => [['INCR', 'watched']]
    expect(await socket.watched(['watched'], reads, write)).toEqual({ kind: 'done', answers: ['2'] })
    let seen: unknown
    expect(await socket.watched(['watched'], reads, (answers) => { seen = answers; return undefined })).toEqual({ kind: 'declined' })
    expect(seen).toEqual([Buffer.from('2')])
    // Declined, it watches no more: a change does not call off what comes next.
    await other.send(['INCR', 'watched'])
    expect(await socket.transaction(write())).toEqual(['4'])
    const all = await Promise.all([socket, other, socket, other, socket].map((each) => each.watched(['watched'], reads, write)))
    const done = all.filter(({ kind }) => kind === 'done').length
    expect(done).toBeGreaterThan(0)
    expect(await socket.send(['GET', 'watched'])).toEqual(Buffer.from(String(4 + done)))
  })

  it('says that nothing was sent when it breaks before the MULTI, and that it may have been done after it', async () => {
    const proxy = await startFaultProxy(server.port)
    const socket = open({ class: 'writer', target: { address: { kind: 'tcp', host: '127.0.0.1', port: proxy.port }, db: 0 } })
    await socket.connected()
    proxy.become({ kind: 'cut', afterBytes: 0 })
    await expect(socket.watched(['cut'], [['GET', 'cut']], () => [['SET', 'cut', '1']])).rejects.toMatchObject({ name: 'NoReplyError', sent: false })
    proxy.become({ kind: 'none' })
    await vi.waitFor(() => expect(socket.status().kind).toBe('reconnecting'))
    await socket.connected()
    const cutNow = (): string[][] => {
      proxy.become({ kind: 'cut', afterBytes: 0 })
      return [['SET', 'cut', '1']]
    }
    await expect(socket.watched(['cut'], [['GET', 'cut']], cutNow)).rejects.toMatchObject({ name: 'NoReplyError', sent: true })
    expect(await server.cli('GET', 'cut')).toBe('1')
    socket.destroy()
    await proxy.close()
  })

  it('sends 100,000 arguments (F25)', async () => {
    const socket = open({ class: 'writer' })
    await socket.connected()
    const fields = Array.from({ length: 100_000 }, (_, index) => String(index))
    await socket.send(['XADD', 'wide', '*', ...fields])
    expect(await socket.send(['XLEN', 'wide'])).toBe('1')
  })

  it('comes back by itself after the server was killed, and refuses commands meanwhile', async () => {
    const own = await startRedisServer()
    const seen: SocketStatus['kind'][] = []
    const socket = open({ target: { address: { kind: 'tcp', host: '127.0.0.1', port: own.port }, db: 0 }, onStatus: ({ kind }) => seen.push(kind) })
    await socket.connected()
    await own.kill()
    await vi.waitFor(() => expect(socket.status().kind).toBe('reconnecting'))
    await expect(socket.send(['PING'])).rejects.toMatchObject({ name: 'NoReplyError', sent: false })
    await own.restart()
    await socket.connected()
    expect(await socket.send(['PING'])).toEqual(Buffer.from('PONG'))
    expect(seen.at(-1)).toBe('ready')
    socket.destroy()
    await own.stop()
  })
})
