import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SocketTarget } from './dispatcher'
import { createRedisSocket, type RedisSocket, type RedisSocketOptions } from './redis-socket'
import { openRedisSession } from './redis-session'
import { NoReplyError } from './reply'
import { startFaultProxy, type FaultProxy } from './testing/fault-proxy'
import { realClock } from './testing/real-clock'
import { startRedisServer, type TestServer } from './testing/redis-server'

let server: TestServer
let proxy: FaultProxy
const sockets: RedisSocket[] = []
const strangers: Server[] = []
const servers: TestServer[] = []

function open(port: number, overrides: Partial<RedisSocketOptions> = {}): RedisSocket {
  const socket = createRedisSocket({ target: targetOf(port), class: 'writer', name: 'sluice:test:writer', clock: realClock, ...overrides })
  sockets.push(socket)
  return socket
}

function targetOf(port: number): SocketTarget {
  return { address: { kind: 'tcp', host: '127.0.0.1', port }, db: 0 }
}

/** Something that is not Redis: writes `greeting` to whoever comes, and again for whatever it is sent. */
async function startStranger(greeting: string): Promise<number> {
  const stranger = createServer((client) => {
    client.on('error', () => client.destroy())
    client.on('data', () => client.write(greeting))
  })
  strangers.push(stranger)
  stranger.listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const address = stranger.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

beforeAll(async () => {
  server = await startRedisServer()
})
beforeEach(async () => {
  await server.cli('FLUSHALL')
  proxy = await startFaultProxy(server.port)
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const stranger of strangers.splice(0)) stranger.close()
  for (const own of servers.splice(0)) await own.stop()
  await proxy.close()
})
afterAll(() => server.stop())

describe('a lost reply', () => {
  it('is unknown, and the command was done once (C1, C2, F5)', async () => {
    const socket = open(proxy.port)
    await socket.connected()
    proxy.become({ kind: 'cut', afterBytes: 0 })
    await expect(socket.send(['XADD', 's', '*', 'a', '1'])).rejects.toMatchObject({ name: 'NoReplyError', sent: true })
    proxy.become({ kind: 'none' })
    await socket.connected()
    expect(await server.cli('XLEN', 's')).toBe('1')
  })

  it('of five in flight rejects all five, and sends none again (C1)', async () => {
    const socket = open(proxy.port)
    await socket.connected()
    proxy.become({ kind: 'cut', afterBytes: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => socket.send(['XADD', 's', '*', 'a', '1'])))
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined))).toEqual(Array.from({ length: 5 }, () => expect.any(NoReplyError)))
    proxy.become({ kind: 'none' })
    await socket.connected()
    expect(await server.cli('XLEN', 's')).toBe('5')
  })

  it('in the middle of a pipeline and of a transaction is unknown as a whole', async () => {
    for (const kind of ['pipeline', 'transaction'] as const) {
      const socket = open(proxy.port)
      await socket.connected()
      proxy.become({ kind: 'cut', afterBytes: 10 })
      await expect(socket[kind]([['XADD', kind, '1-1', 'a', '1'], ['XADD', kind, '2-1', 'a', '1']])).rejects.toMatchObject({ name: 'NoReplyError', sent: true })
      expect(await server.cli('XLEN', kind)).toBe('2')
      proxy.become({ kind: 'none' })
    }
  })
})

describe('a silent network', () => {
  it('is noticed within the time of the command, and the socket is replaced (C1, F4)', async () => {
    const socket = open(proxy.port, { commandTimeoutMs: 300 })
    await socket.connected()
    proxy.become({ kind: 'black-hole' })
    const start = performance.now()
    await expect(socket.send(['PING'])).rejects.toMatchObject({ name: 'NoReplyError', sent: true, message: 'No reply came within 300 ms.' })
    expect(performance.now() - start).toBeLessThan(2300)
    await vi.waitFor(() => expect(socket.status().kind).not.toBe('ready'))
    await expect(socket.send(['PING'])).rejects.toMatchObject({ sent: false })
    proxy.become({ kind: 'none' })
    await socket.connected()
    expect(await socket.send(['PING'])).toEqual(Buffer.from('PONG'))
  })

  it('under a blocked read is noticed after BLOCK and the grace given (F4)', async () => {
    const session = openRedisSession(targetOf(proxy.port), realClock)
    await session.opened
    const read = session.send(['XREAD', 'BLOCK', '200', 'STREAMS', 's', '$'], 200 + 300)
    proxy.become({ kind: 'black-hole' })
    await expect(read).rejects.toMatchObject({ name: 'NoReplyError', sent: true })
    expect(await session.ended).toEqual({ kind: 'broken', message: 'No reply came within 500 ms.' })
  })

  it('that is only slow is not lost (F7)', async () => {
    const socket = open(proxy.port)
    await socket.connected()
    proxy.become({ kind: 'slow', ms: 150 })
    expect(await Promise.all([socket.send(['PING', 'a']), socket.send(['PING', 'b'])])).toEqual([Buffer.from('a'), Buffer.from('b')])
  })
})

describe('what answers', () => {
  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['an SSH server', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['noise', '\u0000\u0001\u0002']
  ])('is refused when it is %s', async (_what, greeting) => {
    const socket = open(await startStranger(greeting))
    await expect(socket.connected()).rejects.toMatchObject({ name: 'ServerError' })
    expect(socket.status()).toMatchObject({ kind: 'refused', reason: 'not-redis' })
  })

  it('with endless lists inside lists ends the socket and nothing else (C8)', async () => {
    const session = openRedisSession(targetOf(await startStranger('*1\r\n'.repeat(50_000))), realClock)
    await session.opened
    await expect(session.send(['PING'], 2000)).rejects.toMatchObject({ name: 'NoReplyError' })
  })

  it('with LOADING is waited for on the same socket (F8)', async () => {
    let asked = 0
    const loading = createServer((client) => {
      client.on('error', () => client.destroy())
      client.on('data', (data) => {
        asked += 1
        const commands = data.toString().match(/^\*/gm)?.length ?? 0
        client.write((asked < 4 ? '-LOADING Redis is loading the dataset in memory\r\n' : '+PONG\r\n').repeat(commands))
      })
    })
    strangers.push(loading)
    loading.listen(0, '127.0.0.1')
    await once(loading, 'listening')
    const address = loading.address()
    const seen: string[] = []
    const socket = open(typeof address === 'object' && address !== null ? address.port : 0, { onStatus: (status) => seen.push(status.kind === 'waiting' ? status.message : status.kind) })
    await socket.connected()
    expect(seen).toEqual([...Array<string>(3).fill('LOADING Redis is loading the dataset in memory'), 'ready'])
  })

  it('with BUSY, a script running, is waited for and not taken for a lack of permission (F9)', async () => {
    const server = await startRedisServer({ args: ['--busy-reply-threshold', '50'] })
    servers.push(server)
    const script = server.cli('EVAL', 'local at = redis.call("TIME")[1] + 3 while redis.call("TIME")[1] + 0 < at do end return 1', '0')
    // The script has begun once the server answers BUSY to others.
    await vi.waitFor(async () => expect(await server.cli('GET', 'x')).toMatch(/^BUSY/), { timeout: 5000 })
    const waits: string[] = []
    const socket = open(server.port, { onStatus: (status) => { if (status.kind === 'waiting') waits.push(status.message) } })
    await socket.connected()
    await script
    expect(waits[0]).toMatch(/^BUSY/)
    expect(socket.status().kind).toBe('ready')
  })

  it('that it has too many clients is tried again later (F36, C10)', async () => {
    const small = await startRedisServer({ args: ['--maxclients', '1'] })
    servers.push(small)
    const first = open(small.port)
    await first.connected()
    const second = open(small.port)
    await vi.waitFor(() => expect(second.status()).toMatchObject({ kind: 'reconnecting', message: 'The server has reached its limit of clients (maxclients).' }))
    first.destroy()
    await second.connected()
  })
})

describe('secrets', () => {
  it('are in no error and no inspection, also when the server repeats them (C5)', async () => {
    const canary = 'canary-5e1f'
    const echo = await startStranger(`-ERR unknown command 'AUTH', with args beginning with: '${canary}' \r\n`)
    for (const port of [server.port, echo]) {
      const socket = open(port, { target: { ...targetOf(port), username: 'nobody', password: canary } })
      const error: unknown = await socket.connected().catch((reason: unknown) => reason)
      expect(socket.status()).toMatchObject({ kind: 'refused', reason: 'wrong-password' })
      for (const shown of [inspect(error, { depth: 9, showHidden: true }), inspect(socket, { depth: 9, showHidden: true }), JSON.stringify(socket.status())]) expect(shown).not.toContain(canary)
    }
  })
})
