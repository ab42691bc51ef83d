import { describe, expect, test } from 'vitest'
import { admit, type Admission, type Gate } from './admit'
import type { RequestView } from '../shared/request-view'

const PORT = 5310
const session = { cookie: 'right-cookie', pageToken: 'right-token' }
const gate: Gate = { port: PORT, base: '/base/', limited: false, scrapeToken: 'scrape-token', findSession: (cookie) => (cookie === session.cookie ? session : undefined) }
const cookie = ['cookie', `sluice-${PORT}=right-cookie`] as const
const bearer = ['authorization', 'Bearer right-token'] as const
const ownOrigin = ['origin', `http://127.0.0.1:${PORT}`] as const
const json = ['content-type', 'application/json'] as const
const protocols = ['sec-websocket-protocol', 'sluice.v1, sluice.token.right-token'] as const
const upgrade = ['upgrade', 'websocket'] as const
const fetchFrom = (site: string, mode = 'cors', dest = 'empty') => [['sec-fetch-site', site], ['sec-fetch-mode', mode], ['sec-fetch-dest', dest]] as const
const opened = (site: string) => fetchFrom(site, 'navigate', 'document')

type Header = readonly [string, string]
const HOST: Header = ['host', `127.0.0.1:${PORT}`]

function ask(method: string, target: string, headers: readonly Header[] = [], more: Partial<RequestView> = {}): Admission {
  return admit({ kind: 'request', method, target, headers: [HOST, ...headers], peer: '127.0.0.1', ...more }, gate)
}

const askSocket = (headers: readonly Header[], target = '/base/socket'): Admission => ask('GET', target, [upgrade, ...headers], { kind: 'upgrade' })
const refused = (status: number) => expect.objectContaining({ kind: 'refuse', status }) as unknown

describe('W3–W5 form', () => {
  test.each<[string, Admission, number]>([
    ['a peer that is not this machine', ask('GET', '/', [], { peer: '192.168.1.7' }), 403],
    ['no peer', ask('GET', '/', [], { peer: undefined }), 403],
    ['no Host', ask('GET', '/', [], { headers: [] }), 400],
    ['two Hosts', ask('GET', '/', [HOST]), 400],
    ['two Origins', ask('GET', '/', [ownOrigin, ownOrigin]), 400],
    ['Host of another name', ask('GET', '/', [], { headers: [['host', 'evil.example']] }), 403],
    ['Host that resolves to us', ask('GET', '/', [], { headers: [['host', `127.0.0.1.nip.io:${PORT}`]] }), 403],
    ['Host with another port', ask('GET', '/', [], { headers: [['host', 'localhost:80']] }), 403],
    ['Host without a port', ask('GET', '/', [], { headers: [['host', 'localhost']] }), 403],
    ['absolute form', ask('GET', `http://127.0.0.1:${PORT}/`), 400],
    ['fragment', ask('GET', '/a#b'), 400],
    ['two slashes', ask('GET', '//x'), 400],
    ['backslash', ask('GET', '/\\x'), 400],
    ['NUL', ask('GET', '/\0'), 400],
    ['space', ask('GET', '/a b'), 400],
    ['no slash', ask('GET', 'x'), 400],
    ['over 2 KB', ask('GET', `/${'x'.repeat(2048)}`), 400],
    ['W6 OPTIONS', ask('OPTIONS', '/base/', [ownOrigin]), 405],
    ['PUT', ask('PUT', '/base/', [ownOrigin, cookie, bearer]), 405],
    ['TRACE', ask('TRACE', '/'), 405]
  ])('%s', (_name, admission, status) => expect(admission).toEqual(refused(status)))

  test.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('Host %s is ours', (name) => {
    expect(ask('GET', '/', [], { headers: [['host', `${name}:${PORT}`]] })).toEqual({ kind: 'sign-in' })
  })
})

describe('W7, W8 source', () => {
  test.each<[string, Admission, number]>([
    ['fetch from another site', ask('GET', '/base/', [cookie, ...fetchFrom('cross-site')]), 403],
    ['fetch from another port of our name', ask('GET', '/base/', [cookie, ...fetchFrom('same-site')]), 403],
    ['unknown Sec-Fetch-Site', ask('GET', '/base/', [cookie, ...fetchFrom('odd')]), 403],
    ['no-cors as navigation', ask('GET', '/base/', [cookie, ...fetchFrom('cross-site', 'no-cors', 'document')]), 403],
    ['script', ask('GET', '/base/assets/app-1.js', [cookie, ...fetchFrom('same-site', 'no-cors', 'script')]), 403],
    ['iframe', ask('GET', '/base/', [cookie, ...fetchFrom('same-site', 'navigate', 'iframe')]), 403],
    ['POST of another Origin', ask('POST', '/base/x', [cookie, bearer, json, ['origin', 'http://evil.example']]), 403],
    ['POST of another port', ask('POST', '/base/x', [cookie, bearer, json, ['origin', 'http://localhost:3000']]), 403],
    ['POST of Origin null', ask('POST', '/base/x', [cookie, bearer, json, ['origin', 'null']]), 403],
    ['POST without Origin', ask('POST', '/base/x', [cookie, bearer, json]), 403],
    ['POST from the same site', ask('POST', '/base/x', [cookie, bearer, json, ownOrigin, ...fetchFrom('same-site')]), 403],
    ['Origin over https', ask('GET', '/base/', [cookie, ['origin', `https://127.0.0.1:${PORT}`]]), 403],
    ['L10 Origin that is another loopback address', ask('GET', '/base/', [cookie, ['origin', `http://127.0.0.2:${PORT}`]]), 403],
    ['W13 POST of text', ask('POST', '/base/x', [cookie, bearer, ownOrigin, ['content-type', 'text/plain']]), 415],
    ['W13 POST of a form', ask('POST', '/base/x', [cookie, bearer, ownOrigin, ['content-type', 'application/x-www-form-urlencoded']]), 415],
    ['W13 POST over 1 MB', ask('POST', '/base/x', [cookie, bearer, ownOrigin, json, ['content-length', '1048577']]), 413]
  ])('%s', (_name, admission, status) => expect(admission).toEqual(refused(status)))

  test.each(['same-site', 'cross-site'])('a page opened from %s gets no more than how to sign in', (site) => {
    expect(ask('GET', '/base/', [cookie, ...opened(site)])).toEqual({ kind: 'sign-in' })
  })
  test.each(['same-origin', 'none'])('a page opened from %s is the page', (site) => {
    expect(ask('GET', '/base/', [cookie, ...opened(site)])).toEqual({ kind: 'page', session })
  })
})

describe('W9–W12 secrets', () => {
  test('nothing without a token', () => {
    expect(ask('GET', '/')).toEqual({ kind: 'sign-in' })
    for (const target of ['/base/', '/base/assets/app-1.js', '/base/socket', '/api', '/healthz']) expect(ask('GET', target)).toEqual(refused(401))
    for (const target of ['/metrics', '/queue-health']) expect(ask('GET', target)).toEqual({ kind: 'scrape-refused' })
  })
  test('a token in the URL is redeemed, from another site by another way', () => {
    expect(ask('GET', '/?token=abc')).toEqual({ kind: 'redeem', token: 'abc', followed: false })
    expect(ask('GET', '/?token=abc', opened('none'))).toEqual({ kind: 'redeem', token: 'abc', followed: false })
    expect(ask('GET', '/?token=abc', opened('cross-site'))).toEqual({ kind: 'redeem', token: 'abc', followed: true })
  })
  test('W19 no HEAD and no doubled token spends one', () => {
    expect(ask('HEAD', '/?token=abc')).toEqual(refused(400))
    expect(ask('GET', '/?token=abc&token=def')).toEqual(refused(400))
  })
  test('W12 the cookie alone gets the page and its files, and no more', () => {
    expect(ask('GET', '/base/', [cookie])).toEqual({ kind: 'page', session })
    expect(ask('HEAD', '/base/', [cookie])).toEqual({ kind: 'page', session })
    expect(ask('GET', '/base/assets/app-1.js', [cookie])).toEqual({ kind: 'file', path: 'assets/app-1.js' })
    expect(ask('GET', '/base/content-policy.js', [cookie])).toEqual({ kind: 'file', path: 'content-policy.js' })
    expect(ask('GET', '/base/api', [cookie])).toEqual(refused(401))
    expect(ask('GET', '/base/socket', [cookie])).toEqual(refused(401))
  })
  test('W17 a path is looked up as sent', () => {
    expect(ask('GET', '/base/assets/../index.html', [cookie])).toEqual({ kind: 'file', path: 'assets/../index.html' })
    expect(ask('GET', '/base/assets/%2e%2e/x', [cookie])).toEqual({ kind: 'file', path: 'assets/%2e%2e/x' })
  })
  test('W19 with both secrets there is still nothing to POST to', () => {
    expect(ask('GET', '/base/socket', [cookie, bearer])).toEqual({ kind: 'socket-status' })
    expect(ask('GET', '/base/api', [cookie, bearer])).toEqual(refused(404))
    expect(ask('POST', '/base/socket', [cookie, bearer, ownOrigin, json])).toEqual(refused(404))
    expect(ask('POST', '/', [cookie, bearer, ownOrigin, json])).toEqual(refused(401))
  })
  test('a wrong secret is told apart from none, for the limit', () => {
    expect(ask('GET', '/base/', [['cookie', `sluice-${PORT}=wrong`]])).toMatchObject({ status: 401, wrongSecret: true })
    expect(ask('GET', '/base/socket', [cookie, ['authorization', 'Bearer wrong']])).toMatchObject({ status: 401, wrongSecret: true })
    expect(ask('GET', '/base/')).toMatchObject({ status: 401, wrongSecret: false })
  })
  test('W11 a cookie of our name set by another server does not lock the person out', () => {
    expect(ask('GET', '/base/', [['cookie', `sluice-${PORT}=planted; other=1; sluice-${PORT}=right-cookie`]])).toEqual({ kind: 'page', session })
    expect(ask('GET', '/base/', [['cookie', 'sluice-80=right-cookie']])).toEqual(refused(401))
  })
  test('W9 after too many wrong secrets none is taken, but who is in stays in', () => {
    const limited = { ...gate, limited: true }
    const view = (target: string, headers: readonly Header[]): RequestView => ({ kind: 'request', method: 'GET', target, headers: [HOST, ...headers], peer: '127.0.0.1' })
    expect(admit(view('/?token=abc', []), limited)).toEqual(refused(429))
    expect(admit(view('/base/', [['cookie', `sluice-${PORT}=wrong`]]), limited)).toEqual(refused(429))
    expect(admit(view('/base/', [cookie]), limited)).toEqual({ kind: 'page', session })
  })
})

describe('W8, W12 upgrade', () => {
  test('the page comes in', () => expect(askSocket([cookie, ownOrigin, protocols])).toEqual({ kind: 'socket', session }))

  test.each<[string, Admission, number]>([
    ['no Origin, right cookie', askSocket([cookie, protocols]), 403],
    ['evil Origin', askSocket([cookie, protocols, ['origin', 'http://evil.example']]), 403],
    ['address as Origin', askSocket([cookie, protocols, ['origin', `http://10.0.0.1:${PORT}`]]), 403],
    ['right Origin, no page token', askSocket([cookie, ownOrigin, ['sec-websocket-protocol', 'sluice.v1']]), 401],
    ['right Origin, wrong page token', askSocket([cookie, ownOrigin, ['sec-websocket-protocol', 'sluice.v1, sluice.token.wrong']]), 401],
    ['page token, no cookie', askSocket([ownOrigin, protocols]), 401],
    ['another path', askSocket([cookie, ownOrigin, protocols], '/base/other'), 404],
    ['path outside', askSocket([cookie, ownOrigin, protocols], '/socket'), 401],
    ['token in the URL', askSocket([cookie, ownOrigin], '/base/socket?token=right-token'), 401],
    ['root', askSocket([cookie, ownOrigin, protocols], '/'), 401],
    ['another protocol', ask('GET', '/base/socket', [cookie, ownOrigin, protocols, ['upgrade', 'h2c']], { kind: 'upgrade' }), 400],
    ['same site', askSocket([cookie, ownOrigin, protocols, ...fetchFrom('same-site', 'websocket', 'websocket')]), 403],
    ['Host: evil', ask('GET', '/base/socket', [upgrade, cookie, ownOrigin, protocols], { kind: 'upgrade', headers: [['host', 'evil'], upgrade, cookie, ownOrigin, protocols] }), 403]
  ])('%s', (_name, admission, status) => expect(admission).toEqual(refused(status)))
})
