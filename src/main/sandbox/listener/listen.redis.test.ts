import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEngine } from '../start-engine'
import { startSandbox, type TestSandbox } from '../testing/start-sandbox'
import { listen } from './listen'

const wait = { timeout: 15_000, interval: 10 }

let sandbox: TestSandbox
let client: Redis
beforeAll(async () => {
  sandbox = await startSandbox()
  client = new Redis({ port: sandbox.port, host: '127.0.0.1' })
})
afterAll(async () => {
  client.disconnect()
  await sandbox.close()
})

async function open(port = sandbox.port): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += (chunk as Buffer).toString('latin1')
  return text
}

const info = async (field: string): Promise<string> => new RegExp(`^${field}:(.*)\r$`, 'm').exec(await client.info())?.[1] ?? ''

describe('a connection', () => {
  it('hears why it is cut off, and the others go on', async () => {
    const socket = await open()
    socket.write('*1\r\n+PING\r\n')
    expect(await readAll(socket)).toBe("-ERR Protocol error: expected '$', got '+'\r\n")
    expect(await client.ping()).toBe('PONG')
  })

  it('that sends garbage never stops it', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)), fc.constantFrom('*3\r\n$3\r\nSET\r\n', '$-1\r\n', '*1000000\r\n', 'PING\r\n', '*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n').map((text) => Buffer.from(text))), { maxLength: 8 }), fc.boolean(), async (chunks, politely) => {
      const socket = await open()
      for (const chunk of chunks) socket.write(chunk)
      if (politely) socket.end()
      else socket.destroy()
      expect(await client.ping()).toBe('PONG')
    }), { numRuns: 100 })
    await vi.waitFor(async () => expect(await info('connected_clients')).toBe('1'), wait)
  })

  it('that goes while it waits is forgotten at once: nothing is given to it', async () => {
    await client.xgroup('CREATE', 's', 'g', '$', 'MKSTREAM')
    const socket = await open()
    socket.write('XREADGROUP GROUP g gone BLOCK 0 STREAMS s >\r\n')
    await vi.waitFor(async () => expect(await info('blocked_clients')).toBe('1'), wait)
    socket.destroy()
    await vi.waitFor(async () => expect(await info('blocked_clients')).toBe('0'), wait)
    await client.xadd('s', '*', 'f', 'v')
    expect(await client.xpending('s', 'g')).toEqual([0, null, null, null])
  })

  it('that only closes its half is answered to the end', async () => {
    const socket = await open()
    socket.end('PING\r\nECHO last\r\n')
    expect(await readAll(socket)).toBe('+PONG\r\n$4\r\nlast\r\n')
  })

  it('that closes its half after a long pipeline is answered to the end as well', async () => {
    const socket = await open()
    socket.end('PING\r\n'.repeat(20_000))
    expect((await readAll(socket)).length).toBe(20_000 * '+PONG\r\n'.length)
  })

  it('that is a web page gets nothing done', async () => {
    const socket = await open()
    socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nSET from-a-page 1\r\n')
    expect(await readAll(socket)).toBe('')
    expect(await client.exists('from-a-page')).toBe(0)
  })

  it('that quits, or ends itself, has its reply and nothing more', async () => {
    for (const last of ['QUIT', 'CLIENT KILL TYPE normal SKIPME no ID @']) {
      const socket = await open()
      socket.write('CLIENT ID\r\n')
      const [id] = (await once(socket, 'data')) as [Buffer]
      socket.write(`${last.replace('@', id.toString().slice(1).trim())}\r\nSET after-the-end 1\r\n`)
      expect(await readAll(socket)).toBe(last === 'QUIT' ? '+OK\r\n' : ':1\r\n')
    }
    expect(await client.exists('after-the-end')).toBe(0)
  })

  it('that is killed while it waits gets nothing that comes in the same moment', async () => {
    const socket = await open()
    socket.write('CLIENT SETNAME victim\r\nBLPOP jobs-of-the-dead 0\r\n')
    await vi.waitFor(async () => expect(await info('blocked_clients')).toBe('1'), wait)
    const id = /id=(\d+).* name=victim/.exec(String(await client.client('LIST')))?.[1] ?? ''
    await client.multi().client('KILL', 'ID', id).rpush('jobs-of-the-dead', 'job').exec()
    expect(await client.llen('jobs-of-the-dead')).toBe(1)
    socket.destroy()
  })

  it('that sends faster than it can be served is held back', async () => {
    const socket = await open()
    socket.resume()
    const commands = '*3\r\n$6\r\nAPPEND\r\n$3\r\nlog\r\n$1\r\nx\r\n'.repeat(50_000)
    let rounds = 0
    const feed = (): void => {
      while (rounds < 20) {
        rounds += 1
        if (!socket.write(commands)) return
      }
    }
    socket.on('drain', feed)
    feed()
    let most = 0
    await vi.waitFor(async () => {
      for (const [, waiting] of String(await client.client('LIST')).matchAll(/ qbuf=(\d+) /g)) most = Math.max(most, Number(waiting))
      expect(await client.strlen('log')).toBe(1_000_000)
    }, { timeout: 30_000, interval: 1 })
    // One reading of the socket goes beyond the mark.
    expect(most).toBeLessThan(8 * 1024 * 1024)
    socket.destroy()
  }, 40_000)

  it('that never reads its replies costs bounded memory, and the others go on', async () => {
    await client.set('big', 'x'.repeat(1024 * 1024))
    const socket = await open()
    socket.pause()
    for (let i = 0; i < 2000; i++) socket.write('GET big\r\n')
    const id = await vi.waitFor(async () => {
      const line = String(await client.client('LIST')).split('\n').find((text) => text.includes('cmd=get '))
      expect(line).toBeDefined()
      return line
    }, wait)
    expect(await client.ping()).toBe('PONG')
    const waiting = Number(/obl=(\d+)/.exec(id ?? '')?.[1])
    expect(waiting).toBeLessThan(16 * 1024 * 1024)
    socket.destroy()
  })

  it('too many of them are turned away with words', async () => {
    await client.config('SET', 'maxclients', '1')
    expect(await readAll(await open())).toBe('-ERR max number of clients reached\r\n')
    await client.config('SET', 'maxclients', '10000')
  })

  it('that asks for a password gets nothing before it', async () => {
    const guarded = await startSandbox({ password: 'secret' })
    const socket = await open(guarded.port)
    socket.end('PING\r\nXADD s * f v\r\nAUTH wrong\r\nAUTH secret\r\nPING\r\n')
    expect((await readAll(socket)).split('\r\n')).toEqual(['-NOAUTH Authentication required.', '-NOAUTH Authentication required.', '-WRONGPASS invalid username-password pair or user is disabled.', '+OK', '+PONG', ''])
    await guarded.close()
  })
})

describe('many at once', () => {
  it('1,000 connections, each of them blocked, are served one entry each in the order in which they came', async () => {
    const sockets: Socket[] = []
    for (let i = 0; i < 1000; i++) sockets.push(await open())
    const replies: string[] = []
    for (const [index, socket] of sockets.entries()) {
      socket.on('data', (chunk: Buffer) => replies.push(`${index} ${/\$\d+\r\n(job-\d+)/.exec(chunk.toString())?.[1]}`))
      socket.write('BLPOP jobs 0\r\n')
      // In their order: two sockets are two roads.
      if (index % 100 === 99) await vi.waitFor(async () => expect(await info('blocked_clients')).toBe(String(index + 1)), wait)
    }
    await client.rpush('jobs', ...Array.from({ length: 1000 }, (_, index) => `job-${index}`))
    await vi.waitFor(() => expect(replies.length).toBe(1000), wait)
    expect(await client.exists('jobs')).toBe(0)
    expect(new Set(replies.map((reply) => reply.split(' ')[1])).size).toBe(1000)
    for (const socket of sockets) socket.destroy()
    await vi.waitFor(async () => expect(await info('connected_clients')).toBe('1'), wait)
  }, 60_000)

  it('a client with a very long pipeline does not keep the others waiting for its end', async () => {
    const socket = await open()
    let answered = 0
    socket.on('data', (chunk: Buffer) => (answered += chunk.length))
    const commands = 300_000
    socket.write('*1\r\n$4\r\nPING\r\n'.repeat(commands))
    expect(await client.echo('in between')).toBe('in between')
    expect(answered).toBeLessThan(commands * '+PONG\r\n'.length)
    await vi.waitFor(() => expect(answered).toBe(commands * '+PONG\r\n'.length), wait)
    socket.destroy()
  })
})

it('listens on a unix socket as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-sandbox-'))
  const path = join(folder, 'sandbox.sock')
  const engine = startEngine({ password: undefined })
  const listening = await listen(engine, { kind: 'unix', path })
  const local = new Redis({ path })
  expect([await local.ping(), /laddr=(\S+)/.exec(await local.client('INFO'))?.[1]]).toEqual(['PONG', `${path}:0`])
  local.disconnect()
  await listening.close()
  engine.dispose()
  await rm(folder, { recursive: true })
})
