import type { OpenConnection } from '@shared/contract/connections'
import { Fault } from '../fault'
import type { SocketTarget } from './dispatcher'

export interface ParsedAddress {
  target: SocketTarget
  /** For eyes: without the password. */
  shown: string
  /** The same machine: a loopback address or a socket file. */
  local: boolean
}

const EXAMPLE = 'Write it like redis://user@host:6379/0, rediss://host:6380 or unix:///path/to/redis.sock.'

/** Never quotes the address: a password may be in it. */
function bad(message: string, next = EXAMPLE): Fault {
  return new Fault('bad-input', message, next)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw bad('The address has a % that starts no percent-encoding.', 'Write % as %25, or give user and password in their own fields.')
  }
}

function parseDb(text: string): number {
  if (text === '') return 0
  if (!/^\d{1,5}$/.test(text)) throw bad('The db in the address is not a number.', 'Put the number of the db after the last slash, for example /0.')
  return Number(text)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

function parseUrl(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw bad('The address cannot be read.', `${EXAMPLE} In a password / ? # @ and : must be percent-encoded, or use the password field.`)
  }
}

interface Credentials {
  username?: string
  password?: string
}

/** The fields of the form win over the address: they need no encoding. `default` is what Redis calls "no user". */
function pickCredentials(url: URL, request: OpenConnection): Credentials {
  const username = request.username ?? decode(url.username)
  const password = request.password ?? decode(url.password)
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) }
}

function parseUnix(url: URL, request: OpenConnection): ParsedAddress {
  if (url.hostname !== '') throw bad('A unix address needs three slashes before the path.')
  const path = decode(url.pathname)
  if (path === '' || path === '/' || path.includes('\0')) throw bad('The address names no socket file.')
  const db = parseDb(url.searchParams.get('db') ?? '')
  const shown = `unix://${path}${db === 0 ? '' : `?db=${db}`}`
  return { target: { address: { kind: 'unix', path }, db, ...pickCredentials(url, request) }, shown, local: true }
}

/**
 * Reads the address a person typed. Throws Fault `bad-input` when it cannot be one; then nothing was connected. An
 * option that would be ignored is refused instead, so that nobody believes in a TLS that is not there.
 */
export function parseAddress(request: OpenConnection): ParsedAddress {
  if (!/^(?:rediss?|unix):\/\//i.test(request.url)) throw bad('The address does not start with redis://, rediss:// or unix://.')
  const url = parseUrl(request.url)
  if (url.hash !== '') throw bad('The address holds a #.', 'In a password write # as %23, or use the password field.')
  for (const name of url.searchParams.keys()) if (name !== 'db') throw bad('The address has an option that Sluice does not know.', 'Only db can stand after the question mark.')
  const scheme = url.protocol.slice(0, -1).toLowerCase()
  if (scheme === 'unix') return parseUnix(url, request)
  if (url.hostname === '') throw bad('The address names no host.')
  if (scheme === 'redis' && request.tls !== undefined) throw bad('TLS options were given, but redis:// does not use TLS.', 'Start the address with rediss://, or leave the TLS options out.')

  // A URL writes an IPv6 address in brackets, a socket takes it without.
  const host = decode(url.hostname).replace(/^\[|\]$/g, '')
  const port = url.port === '' ? 6379 : Number(url.port)
  if (port < 1) throw bad('The port must be between 1 and 65535.')
  const path = url.pathname.replace(/^\//, '')
  const db = parseDb(path === '' ? (url.searchParams.get('db') ?? '') : path)
  const credentials = pickCredentials(url, request)
  const user = credentials.username === undefined ? '' : `${encodeURIComponent(credentials.username)}@`
  const tls = scheme === 'rediss' ? { ...request.tls, verify: request.tls?.verify ?? true } : undefined
  return {
    target: {
      address: { kind: 'tcp', host, port },
      db,
      ...credentials,
      ...(tls !== undefined && {
        tls: { verify: tls.verify, ...(tls.ca !== undefined && { ca: tls.ca }), ...(tls.serverName !== undefined && { serverName: tls.serverName }) }
      })
    },
    shown: `${scheme}://${user}${host.includes(':') ? `[${host}]` : host}:${port}${db === 0 ? '' : `/${db}`}`,
    local: isLoopback(host)
  }
}
