import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SocketTarget } from './dispatcher'
import { encodeCommand } from './encode-command'
import { openRedisSession, type RedisSession } from './redis-session'
import { NoReplyError } from './reply'
import { createReplyScanner, type ReplyScanner } from './reply-scanner'
import { startFaultProxy } from './testing/fault-proxy'
import { realClock } from './testing/real-clock'
import { findFreePort, startRedisServer, type TestServer } from './testing/redis-server'
import { createTestCertificate } from './testing/test-certificate'

let folder: string
let server: TestServer
let targets: Record<'tcp' | 'tls' | 'unix', SocketTarget>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-lane-'))
  const certificate = await createTestCertificate(folder)
  const tlsPort = await findFreePort()
  const path = join(folder, 'redis.sock')
  server = await startRedisServer({ args: ['--unixsocket', path, '--tls-port', String(tlsPort), '--tls-cert-file', certificate.certificateFile, '--tls-key-file', certificate.keyFile, '--tls-auth-clients', 'no'] })
  targets = {
    tcp: { address: { kind: 'tcp', host: '127.0.0.1', port: server.port }, db: 0 },
    unix: { address: { kind: 'unix', path }, db: 0 },
    tls: { address: { kind: 'tcp', host: '127.0.0.1', port: tlsPort }, db: 0, tls: { verify: true, ca: certificate.pem, serverName: 'localhost' } }
  }
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function open(target: SocketTarget): Promise<RedisSession> {
  const session = openRedisSession(target, realClock)
  await Promise.race([session.opened, session.ended.then((failure) => expect.unreachable(failure.message))])
  return session
}

function collect(replies: number): { scanner: ReplyScanner; found: string[] } {
  const found: string[] = []
  const scanner = createReplyScanner({
    list: () => undefined, bulk: () => true,
    bytes: (from, start, end) => void found.push(from.toString('utf8', start, end)), line: (text) => void found.push(text)
  }, replies)
  return { scanner, found }
}

const echo = (text: string): Buffer => encodeCommand(['ECHO', text])

describe.each(['tcp', 'tls', 'unix'] as const)('requests as bytes over %s', (how) => {
  it('are answered in order, several under way, beside commands of the client library', async () => {
    const session = await open(targets[how])
    const large = 'x'.repeat(300_000)
    const [first, second, third] = [collect(2), collect(1), collect(1)]
    const before = session.send(['ECHO', 'before'], 5000)
    const all = [
      session.exchange(Buffer.concat([echo('a'), echo(large)]), first.scanner, 5000),
      session.exchange(encodeCommand(['NOPE']), second.scanner, 5000),
      session.send(['ECHO', 'between'], 5000),
      session.exchange(echo('c'), third.scanner, 5000)
    ]
    expect(String(await before)).toBe('before')
    await Promise.all(all)
    expect(first.found).toEqual(['a', large])
    expect(second.found).toEqual([expect.stringMatching(/^-ERR unknown command/)])
    expect(third.found).toEqual(['c'])
    const [answer] = await session.pipeline([['ECHO', 'after']], 5000)
    expect(String(answer)).toBe('after')
    expect(session.waiting()).toBe(0)
    session.destroy()
    await session.ended
  })
})

it('a cut in the middle of the replies: what came is known, the rest is an unknown outcome (TRUST C2)', async () => {
  const proxy = await startFaultProxy(server.port)
  const session = await open({ address: { kind: 'tcp', host: '127.0.0.1', port: proxy.port }, db: 0 })
  const { scanner, found } = collect(3)
  // Two replies of `$1`, and the length of the third.
  proxy.become({ kind: 'cut', afterBytes: 2 * '$1\r\na\r\n'.length + 2 })
  await expect(session.exchange(Buffer.concat([echo('a'), echo('b'), echo('c')]), scanner, 5000)).rejects.toMatchObject({ name: 'NoReplyError', sent: true })
  expect([scanner.answered(), found]).toEqual([2, ['a', 'b']])
  await expect(session.exchange(echo('d'), collect(1).scanner, 5000)).rejects.toMatchObject({ sent: false })
  await proxy.close()
})

it('a reply that does not come in time ends the socket', async () => {
  const session = await open(targets.tcp)
  await expect(session.exchange(encodeCommand(['BLPOP', 'nothing', '0']), collect(1).scanner, 100)).rejects.toThrow(new NoReplyError('No reply came within 100 ms.', true))
  await session.ended
})

it('what is no reply ends the socket', async () => {
  const session = await open(targets.tcp)
  const { scanner } = collect(1)
  await expect(session.exchange(Buffer.concat([echo('a'), echo('b')]), scanner, 5000)).resolves.toBeUndefined()
  expect(await session.ended).toMatchObject({ kind: 'broken', message: 'More came than was asked for.' })
})
