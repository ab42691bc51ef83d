import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SocketTarget } from '../redis/dispatcher'
import { realClock } from '../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { createTestCertificate, type TestCertificate } from '../redis/testing/test-certificate'
import { startLinkProxy, type LinkProxy } from '../links/start-link-proxy'
import { through } from './through-proxy'
import { openWorkerSocket } from './worker-socket'

let folder: string
let server: TestServer
let certificate: TestCertificate
let terminator: Server
let proxy: LinkProxy
const names: (string | false | null | undefined)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-tls-'))
  certificate = await createTestCertificate(folder)
  server = await startRedisServer()
  const keys = { key: await readFile(certificate.keyFile), cert: certificate.pem }
  terminator = createServer(keys, (socket) => {
    names.push(socket.servername)
    const plain = connect(server.port, '127.0.0.1')
    socket.on('error', () => plain.destroy())
    plain.on('error', () => socket.destroy())
    socket.pipe(plain).pipe(socket)
  })
  terminator.listen(0, '127.0.0.1')
  await once(terminator, 'listening')
  const { port } = terminator.address() as AddressInfo
  proxy = await startLinkProxy({ upstream: () => ({ kind: 'tcp', host: '127.0.0.1', port }), clock: realClock, random: () => 0.5 })
})
afterAll(async () => {
  await proxy.close()
  terminator.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function ping(host: string, tls: SocketTarget['tls']): Promise<string> {
  const { port } = terminator.address() as AddressInfo
  const target = through({ address: { kind: 'tcp', host, port }, db: 0, ...(tls !== undefined && { tls }) }, proxy.address)
  const socket = await openWorkerSocket({ target, name: 'sluice:test:tls', policy: { access: 'observe' }, clock: realClock })
  const reply = await socket.send(['PING'], 2000)
  await socket.close()
  return String(reply)
}

describe('TLS through a proxy is spoken with the server (TRUST C5)', () => {
  it('the certificate of the host that was named is accepted, and its name is sent', async () => {
    expect(await ping('localhost', { verify: true, ca: certificate.pem })).toBe('PONG')
    expect(names.at(-1)).toBe('localhost')
    expect(proxy.state().connections).toBe(1)
  })

  it('a name that was given apart holds instead of the host', async () => {
    expect(await ping('127.0.0.1', { verify: true, ca: certificate.pem, serverName: 'localhost' })).toBe('PONG')
    await expect(ping('localhost', { verify: true, ca: certificate.pem, serverName: 'elsewhere.example' })).rejects.toThrow(/TLS failed/)
  })

  it('the address of the proxy is never what the certificate is checked for', async () => {
    // The server is named by an address that its certificate does not have; that the proxy has another one changes nothing.
    await expect(ping('127.0.0.2', { verify: true, ca: certificate.pem })).rejects.toThrow(/TLS failed/)
    await expect(ping('other.example', { verify: true, ca: certificate.pem })).rejects.toThrow(/TLS failed/)
  })

  it('unverified stays unverified', async () => {
    expect(await ping('other.example', { verify: false })).toBe('PONG')
  })
})

describe('a socket file', () => {
  it('is reached through a socket file that only this user may open', async () => {
    const path = join(folder, 'redis.sock')
    const own = await startRedisServer({ args: ['--unixsocket', path] })
    const link = await startLinkProxy({ upstream: () => ({ kind: 'unix', path }), clock: realClock, random: () => 0.5 })
    expect(link.address).toMatchObject({ kind: 'unix' })
    const socket = await openWorkerSocket({ target: { address: link.address, db: 0 }, name: 'sluice:test:unix', policy: { access: 'observe' }, clock: realClock })
    expect(String(await socket.send(['PING'], 2000))).toBe('PONG')
    link.cut()
    await expect(socket.send(['PING'], 2000)).rejects.toThrow()
    await link.close()
    await own.stop()
  })
})
