import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openLink, type AdmittedPage } from '../testing/admitted-page'
import { sendRaw, type RawAnswer } from '../testing/raw-request'
import { startWebHost, type TestWebHost } from '../testing/web-host'
import { PortTaken } from '../shared/listen-on-loopback'

// TRUST 4c, over plain sockets against the real host.

let host: TestWebHost
let page: AdmittedPage
beforeAll(async () => {
  host = await startWebHost()
  page = await openLink(host.createLink())
})
afterAll(() => host.dispose())

const get = (target: string, ...headers: string[]): Promise<RawAnswer> => sendRaw(host.port, [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, 'Connection: close', ...headers])
const upgrade = (target: string, ...headers: string[]): Promise<RawAnswer> => sendRaw(host.port, [
  `GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...headers
])

test('W1 it is bound to 127.0.0.1 and to nothing else', () => expect(host.address).toBe('127.0.0.1'))

test('F41 a port in use is told, and no other is taken', async () => {
  await expect(startWebHost({ port: host.port })).rejects.toThrow(PortTaken)
})

describe('W4, W5 requests that are not well formed', () => {
  test.each<[string, () => Promise<RawAnswer>, number]>([
    ['no Host', () => sendRaw(host.port, ['GET / HTTP/1.1', 'Connection: close']), 400],
    ['no Host in HTTP/1.0', () => sendRaw(host.port, ['GET / HTTP/1.0']), 400],
    ['two Hosts', () => get('/', `Host: 127.0.0.1:${host.port}`), 400],
    ['Host: evil', () => sendRaw(host.port, ['GET / HTTP/1.1', 'Host: evil', 'Connection: close']), 403],
    ['Host of nip.io', () => sendRaw(host.port, ['GET / HTTP/1.1', `Host: 127.0.0.1.nip.io:${host.port}`, 'Connection: close']), 403],
    ['Host: localhost with another port', () => sendRaw(host.port, ['GET / HTTP/1.1', 'Host: localhost:1', 'Connection: close']), 403],
    ['Host: [::1]', () => sendRaw(host.port, ['GET / HTTP/1.1', `Host: [::1]:${host.port}`, 'Connection: close']), 401],
    ['absolute form', () => get(`http://127.0.0.1:${host.port}/`), 400],
    ['fragment', () => get('/a#b'), 400],
    ['two slashes', () => get('//x'), 400],
    ['OPTIONS', () => sendRaw(host.port, ['OPTIONS / HTTP/1.1', `Host: 127.0.0.1:${host.port}`, 'Origin: http://evil.example', 'Connection: close']), 405],
    ['not HTTP', () => sendRaw(host.port, ['GARBAGE']), 400],
    ['GET / without a token', () => get('/'), 401],
    ['cookie only', () => get(`${page.base}api`, `Cookie: ${page.cookie}`), 401],
    ['POST of text', () => sendRaw(host.port, [`POST ${page.base} HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, `Origin: http://127.0.0.1:${host.port}`, `Cookie: ${page.cookie}`, 'Content-Type: text/plain', 'Content-Length: 2', 'Connection: close'], 'hi'), 415],
    ['an encoded path', () => get(`${page.base}assets/%2e%2e/%2e%2e/package.json`, `Cookie: ${page.cookie}`), 404],
    ['a path that climbs', () => get(`${page.base}assets/../../package.json`, `Cookie: ${page.cookie}`), 404]
  ])('%s', async (_name, send, status) => {
    const answer = await send()
    expect(answer.status).toBe(status)
    // W6, W15: on every answer, errors too.
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('W10, W11 the link', () => {
  test('leads once to the page, by a cookie that only our page gets', async () => {
    const target = new URL(host.createLink()).search
    const first = await get(`/${target}`)
    expect(first.status).toBe(302)
    expect(first.headers.get('location')).toMatch(/^\/[\w-]{43}\/$/)
    expect(first.headers.get('set-cookie')).toMatch(new RegExp(`^sluice-${host.port}=[\\w-]{43}; Path=/[\\w-]{43}/; HttpOnly; SameSite=Strict$`))
    expect((await get(`/${target}`)).status).toBe(401)
  })

  test('followed from another site it leads there by a page of ours', async () => {
    const answer = await get(`/${new URL(host.createLink()).search}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toContain('SameSite=Strict')
    expect(answer.body).toContain(`content="0;url=${page.base}"`)
  })

  test('goes out of date after five minutes', async () => {
    let now = 0
    const slow = await startWebHost({ clock: { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() } })
    const link = slow.createLink()
    now = 5 * 60_000
    await expect(openLink(link)).rejects.toThrow('401')
    await openLink(slow.createLink())
    await slow.dispose()
  })

  test('W9 ten wrong secrets in a minute and no more are looked at', async () => {
    let now = 0
    const guarded = await startWebHost({ clock: { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() } })
    const inside = await openLink(guarded.createLink())
    const guess = (): Promise<RawAnswer> => sendRaw(guarded.port, ['GET /?token=guess HTTP/1.1', `Host: 127.0.0.1:${guarded.port}`, 'Connection: close'])
    const statuses: number[] = []
    for (let attempt = 0; attempt < 11; attempt++) statuses.push((await guess()).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
    const link = guarded.createLink()
    await expect(openLink(link)).rejects.toThrow('429')
    expect((await sendRaw(guarded.port, [`GET ${inside.base} HTTP/1.1`, `Host: 127.0.0.1:${guarded.port}`, `Cookie: ${inside.cookie}`, 'Connection: close'])).status).toBe(200)
    now = 60_000
    await openLink(link)
    await guarded.dispose()
  })
})

describe('W12 what the page gets', () => {
  test('itself, with its own token, its own socket in the policy, and no secret in a header', async () => {
    const answer = await get(page.base, `Cookie: ${page.cookie}`)
    expect(answer.body).toContain(`<meta name="sluice-page-token" content="${page.token}" />`)
    expect(answer.headers.get('content-security-policy')).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`)
    const headers = [...answer.headers.values()].join('\n')
    expect(headers).not.toContain(page.token)
    expect(headers).not.toContain(page.cookie)
  })

  test('files that may be kept', async () => {
    const answer = await get(`${page.base}assets/app-1.js`, `Cookie: ${page.cookie}`)
    expect(answer).toMatchObject({ status: 200, body: 'export {}\n' })
    expect(answer.headers.get('cache-control')).toContain('immutable')
  })

  test('the reason why a socket would fail', async () => {
    expect((await get(`${page.base}socket`, `Cookie: ${page.cookie}`, `Authorization: Bearer ${page.token}`)).status).toBe(426)
    expect((await get('/earlier-run/socket', `Cookie: ${page.cookie}`, `Authorization: Bearer ${page.token}`)).status).toBe(401)
  })
})

describe('W8, W12 sockets of strangers end before 101', () => {
  const own = (): string => `Origin: http://127.0.0.1:${host.port}`
  const cookie = (): string => `Cookie: ${page.cookie}`
  const token = (): string => `Sec-WebSocket-Protocol: sluice.v1, sluice.token.${page.token}`

  test('the page itself comes in, and its token is not echoed', async () => {
    const answer = await upgrade(`${page.base}socket`, own(), cookie(), token())
    expect(answer.status).toBe(101)
    expect(answer.headers.get('sec-websocket-protocol')).toBe('sluice.v1')
    expect(answer.headers.get('sec-websocket-extensions')).toBeUndefined()
  })

  test.each<[string, () => Promise<RawAnswer>, number]>([
    ['no Origin', () => upgrade(`${page.base}socket`, cookie(), token()), 403],
    ['evil Origin', () => upgrade(`${page.base}socket`, 'Origin: http://evil.example', cookie(), token()), 403],
    ['Origin of another port', () => upgrade(`${page.base}socket`, 'Origin: http://127.0.0.1:3000', cookie(), token()), 403],
    ['address as Origin', () => upgrade(`${page.base}socket`, `Origin: http://192.168.0.1:${host.port}`, cookie(), token()), 403],
    ['no page token', () => upgrade(`${page.base}socket`, own(), cookie()), 401],
    ['no cookie', () => upgrade(`${page.base}socket`, own(), token()), 401],
    ['wrong path', () => upgrade('/socket', own(), cookie(), token()), 401],
    ['Host: evil', () => sendRaw(host.port, [`GET ${page.base}socket HTTP/1.1`, 'Host: evil', 'Connection: Upgrade', 'Upgrade: websocket', own(), cookie(), token()]), 403]
  ])('%s', async (_name, send, status) => {
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-security-policy')).toBeDefined()
    expect(answer.body).toBe('')
  })
})

test('W9, W14 a session that is pushed out by newer ones loses its sockets at once', async () => {
  const crowded = await startWebHost()
  const first = await openLink(crowded.createLink())
  const socket = await first.openSocket()
  const closed = once(socket, 'close')
  for (let more = 0; more < 8; more++) await openLink(crowded.createLink())
  expect((await closed)[0]).toBe(1008)
  expect((await sendRaw(crowded.port, [`GET ${first.base} HTTP/1.1`, `Host: 127.0.0.1:${crowded.port}`, `Cookie: ${first.cookie}`, 'Connection: close'])).status).toBe(401)
  await crowded.dispose()
})

test('E36 nothing that a stranger or a page does puts a secret on the terminal', async () => {
  const written: string[] = []
  const spies = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')]
  for (const spy of spies) spy.mockImplementation((text) => written.push(String(text)) > 0)
  await get(page.base, `Cookie: ${page.cookie}`)
  await get('/?token=some-guess')
  await upgrade(`${page.base}socket`, `Cookie: ${page.cookie}`)
  for (const spy of spies) spy.mockRestore()
  expect(written.join('')).not.toMatch(new RegExp([page.token, page.cookie, 'some-guess'].join('|')))
})

test('disposing ends everything, a page in the middle of a request too', async () => {
  const ending = await startWebHost()
  const socket = await (await openLink(ending.createLink())).openSocket()
  const closed = once(socket, 'close')
  await ending.dispose()
  expect((await closed)[0]).toBe(1001)
  const free = createServer().listen(ending.port, '127.0.0.1')
  await once(free, 'listening')
  expect((free.address() as AddressInfo).port).toBe(ending.port)
  free.close()
})
