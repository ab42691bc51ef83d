import { SOCKET_PATH, TOKEN_PROTOCOL_PREFIX } from '@shared/contract/socket-access'
import type { Session } from './access-tokens'
import { equalSecrets } from '../shared/equal-secrets'
import { isOwnHost, LOOPBACK_HOSTS } from '../shared/loopback-hosts'
import type { RequestView } from '../shared/request-view'

/** What holds at the moment of a request. */
export interface Gate {
  readonly port: number
  /** Random path of this process under which everything lies, `/…/`. Keeps our cookie from other servers on this host name. */
  readonly base: string
  /** Too many wrong secrets of late. */
  readonly limited: boolean
  findSession(cookie: string): Session | undefined
  /** What opens the metrics and nothing else; undefined when there are none to read. */
  readonly scrapeToken: string | undefined
}

export type Refusal = {
  kind: 'refuse'
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429
  why: string
  /** A secret was offered and is wrong: it counts towards the limit. */
  wrongSecret: boolean
}

export type ScrapePath = '/metrics' | '/queue-health'

/** What a request may have. Anything not listed here does not exist. */
export type Admission =
  | Refusal
  /** The page that says how to get in. */
  | { kind: 'sign-in' }
  /** `followed`: by a link of another site, to which our cookie would not come back with a plain redirect. */
  | { kind: 'redeem'; token: string; followed: boolean }
  | { kind: 'page'; session: Session }
  | { kind: 'file'; path: string }
  | { kind: 'socket'; session: Session }
  /** The socket's address asked as a plain request, by a page that wants to know why its socket fails. */
  | { kind: 'socket-status' }
  /** Numbers for a scraper. `query` is not yet looked at. */
  | { kind: 'scrape'; path: ScrapePath; query: URLSearchParams }
  /** A scraper without the right token. */
  | { kind: 'scrape-refused' }

const MAX_TARGET = 2048
const MAX_BODY = 1024 * 1024
const METHODS = ['GET', 'HEAD', 'POST']
const LOOPBACK_PEERS = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
/** Headers that decide something must not come twice: two readers could pick different ones. */
const SINGLE_HEADERS = ['host', 'origin', 'cookie', 'authorization', 'content-type', 'content-length', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-websocket-protocol']
/** What the built page is made of besides itself. */
const PAGE_FILES = /^(assets\/|content-policy\.js$)/
const FETCH_SITES = ['same-origin', 'same-site', 'cross-site', 'none']

export const cookieName = (port: number): string => `sluice-${port}`

/** The one gate before everything, for requests and upgrades alike (TRUST W3–W8, W12). Pure: it reads, and changes nothing. */
export function admit(request: RequestView, gate: Gate): Admission {
  return refuseForm(request, gate) ?? refuseScrapeMethod(request, gate) ?? refuseSource(request, gate) ?? admitToScrape(request, gate) ?? admitTo(request, gate)
}

function scrapePath({ target }: RequestView, gate: Gate): ScrapePath | undefined {
  const [path] = splitOnce(target, '?')
  return gate.scrapeToken !== undefined && (path === '/metrics' || path === '/queue-health') ? path : undefined
}

function refuseScrapeMethod(request: RequestView, gate: Gate): Refusal | undefined {
  return scrapePath(request, gate) !== undefined && (request.kind !== 'request' || request.method !== 'GET') ? refuse(405, 'method') : undefined
}

/**
 * A scraper has a secret of its own, which opens nothing else; no cookie opens these. A wrong one does not count as a guess:
 * a scraper left over from an earlier run would keep the person from opening a link.
 */
function admitToScrape(request: RequestView, gate: Gate): Admission | undefined {
  const path = scrapePath(request, gate)
  if (path === undefined || gate.scrapeToken === undefined) return undefined
  const offered = /^Bearer (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1]
  if (offered === undefined || !equalSecrets(offered, gate.scrapeToken)) return { kind: 'scrape-refused' }
  return { kind: 'scrape', path, query: new URLSearchParams(splitOnce(request.target, '?')[1] ?? '') }
}

function refuse(status: Refusal['status'], why: string, wrongSecret = false): Refusal {
  return { kind: 'refuse', status, why, wrongSecret }
}

function header(request: RequestView, name: string): string | undefined {
  return request.headers.find(([candidate]) => candidate === name)?.[1]
}

/** W3–W5: the peer, the request line and the Host. */
function refuseForm(request: RequestView, gate: Gate): Refusal | undefined {
  if (request.peer === undefined || !LOOPBACK_PEERS.test(request.peer)) return refuse(403, 'not from this machine')
  if (!METHODS.includes(request.method)) return refuse(405, 'method')
  const { target } = request
  // oxlint-disable-next-line no-control-regex -- no control character may pass
  if (!/^\/(?!\/)[^\u0000-\u0020#\\\u007f]*$/.test(target) || target.length > MAX_TARGET) return refuse(400, 'request target')
  for (const name of SINGLE_HEADERS) {
    if (request.headers.filter(([candidate]) => candidate === name).length > 1) return refuse(400, `repeated ${name}`)
  }
  const host = header(request, 'host')
  if (host === undefined) return refuse(400, 'no Host')
  return isOwnHost(host, gate.port) ? undefined : refuse(403, 'Host')
}

/** W7, W8, W13: where a browser says that the request comes from. */
function refuseSource(request: RequestView, gate: Gate): Refusal | undefined {
  const site = header(request, 'sec-fetch-site')
  if (site !== undefined && !FETCH_SITES.includes(site)) return refuse(403, 'Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin') {
    const document = request.kind === 'request' && request.method === 'GET'
      && header(request, 'sec-fetch-mode') === 'navigate' && header(request, 'sec-fetch-dest') === 'document'
    if (!document) return refuse(403, 'from another site')
  }
  const origin = header(request, 'origin')
  // Exact origins only: Host may be an address, but an Origin that merely looks local is a stranger's (TRUST L10).
  if (origin !== undefined && !LOOPBACK_HOSTS.some((name) => origin === `http://${name}:${gate.port}`)) return refuse(403, 'Origin')
  const writes = request.kind === 'upgrade' || request.method === 'POST'
  if (writes && origin === undefined) return refuse(403, 'no Origin')
  if (request.method !== 'POST') return undefined
  if (!/^application\/json(;|$)/i.test(header(request, 'content-type') ?? '')) return refuse(415, 'Content-Type')
  return Number(header(request, 'content-length') ?? 0) <= MAX_BODY ? undefined : refuse(413, 'body')
}

/** W9–W12: what the secrets it carries open. */
function admitTo(request: RequestView, gate: Gate): Admission {
  const [path = '', query = ''] = splitOnce(request.target, '?')
  const site = header(request, 'sec-fetch-site')
  const elsewhere = site === 'same-site' || site === 'cross-site'
  const reads = request.kind === 'request' && request.method !== 'POST'
  if (path === '/' && reads) return admitToRoot(request, gate, query, elsewhere)
  // Outside our base no browser sends our cookie; a page of an earlier run asks here, and its secrets are not guesses.
  if (!path.startsWith(gate.base)) return refuse(401, 'no session')
  const found = findSession(request, gate)
  if (found.kind === 'refuse') return found
  // The cookie does come along when a page on another port of this host name opens us: same site, but not us.
  if (elsewhere) return { kind: 'sign-in' }
  const inside = path.slice(gate.base.length)
  if (inside === '' && reads) return { kind: 'page', session: found.session }
  if (PAGE_FILES.test(inside) && reads) return { kind: 'file', path: inside }
  const problem = refusePageToken(request, found.session, gate)
  if (problem !== undefined) return problem
  if (inside !== SOCKET_PATH || request.method !== 'GET') return refuse(404, 'no such path')
  if (request.kind === 'request') return { kind: 'socket-status' }
  return header(request, 'upgrade')?.toLowerCase() === 'websocket' ? { kind: 'socket', session: found.session } : refuse(400, 'upgrade')
}

function admitToRoot(request: RequestView, gate: Gate, query: string, followed: boolean): Admission {
  const tokens = new URLSearchParams(query).getAll('token')
  const [token] = tokens
  if (token === undefined) return { kind: 'sign-in' }
  // HEAD must not spend it: link previews send HEAD.
  if (request.method !== 'GET' || tokens.length > 1) return refuse(400, 'token')
  return gate.limited ? refuse(429, 'too many wrong secrets') : { kind: 'redeem', token, followed }
}

/** W12: the second secret, as a sub-protocol of the socket or as a bearer of a request. */
function refusePageToken(request: RequestView, session: Session, gate: Gate): Refusal | undefined {
  const offered = request.kind === 'upgrade'
    ? (header(request, 'sec-websocket-protocol') ?? '').split(',').map((name) => name.trim()).find((name) => name.startsWith(TOKEN_PROTOCOL_PREFIX))?.slice(TOKEN_PROTOCOL_PREFIX.length)
    : /^Bearer (.+)$/.exec(header(request, 'authorization') ?? '')?.[1]
  if (offered === undefined) return refuse(401, 'no page token')
  return equalSecrets(offered, session.pageToken) ? undefined : refuseSecret(gate)
}

/** A right cookie holds even while wrong secrets are being tried, so that nobody can lock the person out of an open page. */
function findSession(request: RequestView, gate: Gate): { kind: 'session'; session: Session } | Refusal {
  const name = cookieName(gate.port)
  const offered = (header(request, 'cookie') ?? '').split(';').map((pair) => splitOnce(pair.trim(), '='))
    .filter(([candidate]) => candidate === name).map(([, value = '']) => value)
  // Another server on this host name can set a cookie of our name too; one right value among few is enough.
  for (const value of offered.slice(0, 4)) {
    const session = gate.findSession(value)
    if (session !== undefined) return { kind: 'session', session }
  }
  if (offered.length === 0) return refuse(401, 'no session')
  return refuseSecret(gate)
}

function refuseSecret(gate: Gate): Refusal {
  return gate.limited ? refuse(429, 'too many wrong secrets') : refuse(401, 'wrong secret', true)
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}
