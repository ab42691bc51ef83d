import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LinkFault } from '@shared/labs/link-fault'
import { realClock } from '../redis/testing/real-clock'
import { startLinkProxy, type LinkProxy } from './start-link-proxy'
import { openByteClient, startByteServer, type ByteClient, type ByteServer } from './testing/byte-server'

const wait = { timeout: 5000, interval: 5 }
const clients: ByteClient[] = []
let server: ByteServer
let proxy: LinkProxy

beforeEach(async () => {
  server = await startByteServer()
  proxy = await startLinkProxy({ upstream: () => server.address, clock: realClock, random: () => 0.5 })
})
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await proxy.close()
  await server.close()
})

/** A client whose connection the server has taken. */
async function connected(fault: LinkFault = { kind: 'none' }): Promise<ByteClient> {
  const before = server.open().length
  const client = await openByteClient(proxy.address)
  clients.push(client)
  await vi.waitFor(() => expect(server.open()).toHaveLength(before + 1), wait)
  proxy.become(fault)
  return client
}

function reply(text: string | Buffer): void {
  server.open().at(-1)?.write(text)
}

async function timed(action: () => void, until: () => void): Promise<number> {
  const before = realClock.monotonic()
  action()
  await vi.waitFor(until, { timeout: 5000, interval: 1 })
  return realClock.monotonic() - before
}

describe('a link without a fault', () => {
  it('passes bytes both ways, counts them, and passes the orderly end', async () => {
    const client = await connected()
    client.socket.write('PING')
    await vi.waitFor(() => expect(server.received().toString()).toBe('PING'), wait)
    reply('+PONG')
    await vi.waitFor(() => expect(client.received().toString()).toBe('+PONG'), wait)
    expect(proxy.state()).toMatchObject({ connections: 1, open: 1, toServer: 4, toWorker: 5, cuts: 0, forgotten: 0 })
    client.socket.end()
    await vi.waitFor(() => expect([client.ended(), server.open().length]).toEqual(['in order', 0]), wait)
    await vi.waitFor(() => expect(proxy.state().open).toBe(0), wait)
  })

  it('resets the worker when there is no server, and says why', async () => {
    const { port } = server.address
    await server.close()
    const client = await openByteClient(proxy.address)
    await vi.waitFor(() => expect(client.ended()).not.toBe('no'), wait)
    expect(proxy.state().unreached).toBe('ECONNREFUSED')
    server = await startByteServer()
    expect(server.address.port).not.toBe(port)
    // The upstream is asked for with each connection: a server that came back elsewhere is found.
    await connected()
    await vi.waitFor(() => expect(proxy.state().unreached).toBeUndefined(), wait)
  })
})

describe('latency', () => {
  it('delays each way by at least its time', async () => {
    const client = await connected({ kind: 'latency', ms: 80, jitterMs: 0 })
    expect(await timed(() => client.socket.write('x'), () => expect(server.received()).toHaveLength(1))).toBeGreaterThanOrEqual(79)
    expect(await timed(() => reply('y'), () => expect(client.received()).toHaveLength(1))).toBeGreaterThanOrEqual(79)
  })

  it('what is on its way when it ends still comes before what is sent after', async () => {
    const client = await connected({ kind: 'latency', ms: 100, jitterMs: 50 })
    client.socket.write('first ')
    await vi.waitFor(() => expect(proxy.state().toServer).toBe(0), wait)
    await realClock.sleep(20)
    proxy.become({ kind: 'none' })
    client.socket.write('second')
    await vi.waitFor(() => expect(server.received().toString()).toBe('first second'), wait)
  })
})

describe('bandwidth', () => {
  it('takes as long as the size says, and makes the sender wait instead of keeping it all', async () => {
    const client = await connected({ kind: 'bandwidth', bytesPerSecond: 1_000_000 })
    const size = 500_000
    const ms = await timed(() => client.socket.write(Buffer.alloc(size)), () => expect(server.receivedBytes()).toBe(size))
    expect(ms).toBeGreaterThan(450)
    expect(ms).toBeLessThan(900)
    proxy.become({ kind: 'bandwidth', bytesPerSecond: 1 })
    client.socket.write(Buffer.alloc(64 * 1024 * 1024))
    await realClock.sleep(100)
    expect(client.socket.writableLength).toBeGreaterThan(32 * 1024 * 1024)
  })
})

describe('a black hole', () => {
  it('passes nothing and tells nobody; released, what was sent meanwhile arrives in order', async () => {
    const client = await connected()
    client.socket.write('a')
    await vi.waitFor(() => expect(server.received().toString()).toBe('a'), wait)
    proxy.become({ kind: 'black-hole' })
    client.socket.write('b')
    reply('c')
    await realClock.sleep(100)
    expect([server.received().toString(), client.received().toString(), client.ended(), server.open().length]).toEqual(['a', '', 'no', 1])
    proxy.become({ kind: 'none' })
    await vi.waitFor(() => expect([server.received().toString(), client.received().toString()]).toEqual(['ab', 'c']), wait)
  })

  it('the server does not hear of a worker that left, nor of one that came, until it is released', async () => {
    const client = await connected({ kind: 'black-hole' })
    client.socket.end()
    const late = await openByteClient(proxy.address)
    clients.push(late)
    late.socket.write('late')
    await realClock.sleep(100)
    expect([server.open().length, server.received().toString()]).toEqual([1, ''])
    proxy.become({ kind: 'none' })
    await vi.waitFor(() => expect([server.open().length, server.received().toString(), client.ended()]).toEqual([1, 'late', 'in order']), wait)
  })
})

describe('an idle-timeout that forgets in silence (A9)', () => {
  it('tells neither side, what is sent later vanishes, and the server keeps its connection after the worker has left', async () => {
    const client = await connected({ kind: 'idle-drop', afterMs: 150 })
    client.socket.write('in time')
    await vi.waitFor(() => expect(server.received().toString()).toBe('in time'), wait)
    await vi.waitFor(() => expect(proxy.state().forgotten).toBe(1), wait)
    expect([client.ended(), server.open().length]).toEqual(['no', 1])
    client.socket.write('too late')
    reply('lost')
    await vi.waitFor(() => expect(proxy.state().vanished).toBe('too late'.length + 'lost'.length), wait)
    expect([server.received().toString(), client.received().toString(), client.ended()]).toEqual(['in time', '', 'no'])
    client.socket.destroy()
    await vi.waitFor(() => expect(proxy.state().open).toBe(0), wait)
    expect(proxy.state()).toMatchObject({ phantoms: 1, forgotten: 1, cuts: 0 })
    expect(server.open()).toHaveLength(1)
    // What was forgotten stays so, whatever the fault is now; the end of the worker ends it.
    proxy.become({ kind: 'none' })
    expect(proxy.state().phantoms).toBe(1)
    proxy.endAll()
    await vi.waitFor(() => expect(server.open()).toHaveLength(0), wait)
  })

  it('a connection that is used in time lives on', async () => {
    const client = await connected({ kind: 'idle-drop', afterMs: 400 })
    for (let i = 0; i < 8; i++) {
      client.socket.write('.')
      await realClock.sleep(100)
    }
    expect(proxy.state().forgotten).toBe(0)
    expect(server.received()).toHaveLength(8)
  })
})

describe('cuts', () => {
  it('now: both sides are closed, and the next connection is taken', async () => {
    const client = await connected()
    expect(proxy.cut()).toBe(1)
    await vi.waitFor(() => expect([client.ended() !== 'no', server.open().length]).toEqual([true, 0]), wait)
    expect(proxy.cut()).toBe(0)
    await connected()
    expect(proxy.state()).toMatchObject({ connections: 2, open: 1, cuts: 1 })
  })

  it.each([0, 1, 5, 7])('after %i bytes of reply: those come, no more, and once', async (afterBytes) => {
    const client = await connected({ kind: 'cut-reply', afterBytes })
    client.socket.write('as much as it likes')
    await vi.waitFor(() => expect(server.received()).toHaveLength(19), wait)
    reply('0123456789')
    await vi.waitFor(() => expect([client.ended() !== 'no', server.open().length]).toEqual([true, 0]), wait)
    expect(client.received().toString()).toBe('0123456789'.slice(0, afterBytes))
    expect(proxy.state()).toMatchObject({ fault: { kind: 'none' }, cuts: 1 })
  })
})

describe('the end of a proxy', () => {
  it('retired: takes no more, passes on what is there, and closes when the worker has left', async () => {
    const client = await connected({ kind: 'black-hole' })
    const retired = proxy.retire()
    await expect(openByteClient(proxy.address)).rejects.toThrow(/ECONNREFUSED/)
    client.socket.write('still')
    await vi.waitFor(() => expect(server.received().toString()).toBe('still'), wait)
    client.socket.end()
    await retired
    await vi.waitFor(() => expect(server.open()).toHaveLength(0), wait)
  })

  it('closed in the middle of everything: nothing of it is left, twice is once', async () => {
    const client = await connected({ kind: 'latency', ms: 60_000, jitterMs: 0 })
    client.socket.write('on its way')
    await Promise.all([proxy.close(), proxy.close()])
    await vi.waitFor(() => expect([client.ended() !== 'no', server.open().length]).toEqual([true, 0]), wait)
    expect(proxy.state()).toMatchObject({ open: 0, phantoms: 0 })
  })
})
