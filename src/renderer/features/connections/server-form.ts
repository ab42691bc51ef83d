import type { OpenConnection } from '@shared/contract/connections'
import type { Environment } from '@shared/model/connection-state'
import type { Settings } from '@shared/contract/workbench'

/** What the connect dialog holds. Either a URL, or the parts of one. */
export interface ServerForm {
  by: 'url' | 'parts'
  url: string
  scheme: 'redis' | 'rediss' | 'unix'
  host: string
  port: number
  path: string
  db: number
  label: string
  username: string
  password: string
  /** Undefined until chosen; then the address decides, see `defaultEnvironment`. */
  environment: Environment | undefined
  verifyTls: boolean
  ca: string
  serverName: string
  remember: boolean
}

export const EMPTY_FORM: ServerForm = {
  by: 'url', url: 'redis://127.0.0.1:6379', scheme: 'redis', host: '127.0.0.1', port: 6379, path: '', db: 0, label: '', username: '', password: '',
  environment: undefined, verifyTls: true, ca: '', serverName: '', remember: true
}

const SCHEMES = ['redis', 'rediss', 'unix']

/**
 * Scheme, user and password, host, port, and the rest. Not by `new URL`: Chromium before 130 takes all that follows a
 * scheme of somebody else for a path, so that there was no host, and no password to leave out either.
 */
const ADDRESS = /^([a-z][a-z\d+.-]*):\/\/(?:([^/?#]*)@)?(\[[\da-f:.]*\]|[^/?#:[\]]*)(:\d*)?([/?#].*)?$/i

type Address = { kind: 'address'; scheme: string; host: string } | { kind: 'wrong'; message: string }

/** The address a form stands for, or what is wrong with it in words. */
export function readAddress(form: ServerForm): Address {
  const text = toUrl(form)
  if (text.trim() === '') return { kind: 'wrong', message: 'Enter an address.' }
  const parts = ADDRESS.exec(text)
  if (parts === null) return { kind: 'wrong', message: 'This is not an address. It looks like redis://host:6379, rediss://host:6380 or unix:///path/to.sock.' }
  const [, scheme = '', , host = '', , rest = ''] = parts
  const known = scheme.toLowerCase()
  if (!SCHEMES.includes(known)) return { kind: 'wrong', message: `${known}:// is not known here. Use redis://, rediss:// or unix://.` }
  if (known === 'unix' && !/^\/[^?#]/.test(rest)) return { kind: 'wrong', message: 'Enter the path of the socket, as unix:///path/to.sock.' }
  if (known !== 'unix' && host === '') return { kind: 'wrong', message: 'The host is missing.' }
  return { kind: 'address', scheme: known, host }
}

/** Loopback and sockets are local; anything else counts as production until someone says otherwise (TRUST G2). */
export function defaultEnvironment(form: ServerForm): Environment | undefined {
  const address = readAddress(form)
  if (address.kind === 'wrong') return undefined
  const loopback = address.scheme === 'unix' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(address.host)
  return loopback ? 'local' : 'production'
}

export function isTls(form: ServerForm): boolean {
  const address = readAddress(form)
  return address.kind === 'address' && address.scheme === 'rediss'
}

function toUrl(form: ServerForm): string {
  if (form.by === 'url') return form.url.trim()
  const db = form.db === 0 ? '' : `/${form.db}`
  if (form.scheme === 'unix') return `unix://${form.path.trim()}${form.db === 0 ? '' : `?db=${form.db}`}`
  const host = form.host.trim()
  return `${form.scheme}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${form.port}${db}`
}

function labelOf(form: ServerForm): string {
  const address = readAddress(form)
  return form.label.trim() || (address.kind === 'address' ? address.host || 'local socket' : 'server').slice(0, 80)
}

function toTls(form: ServerForm): NonNullable<OpenConnection['tls']> | undefined {
  if (!isTls(form)) return undefined
  return { verify: form.verifyTls, ...(form.ca.trim() !== '' && { ca: form.ca.trim() }), ...(form.serverName.trim() !== '' && { serverName: form.serverName.trim() }) }
}

/** What is sent to the host. `environment` is the one shown as chosen. */
export function toOpenConnection(form: ServerForm, environment: Environment): OpenConnection {
  const tls = toTls(form)
  return {
    label: labelOf(form),
    url: toUrl(form),
    environment,
    ...(form.username !== '' && { username: form.username }),
    ...(form.password !== '' && { password: form.password }),
    ...(tls !== undefined && { tls })
  }
}

export type Profile = Settings['profiles'][number]

/** What is remembered: never a password, neither the field nor one inside the URL. */
export function toProfile({ label, url, username, tls }: OpenConnection, environment: Environment): Profile {
  return { label, url: withoutPassword(url), environment, ...(username !== undefined && { username }), ...(tls !== undefined && { tls }) }
}

function withoutPassword(url: string): string {
  const [, scheme = '', credentials = '', host = '', port = '', rest = ''] = ADDRESS.exec(url) ?? []
  const user = credentials.split(':')[0] ?? ''
  return `${scheme}://${user === '' ? '' : `${user}@`}${host}${port}${rest}`
}

export function fromProfile(profile: Profile): ServerForm {
  return {
    ...EMPTY_FORM,
    url: profile.url,
    label: profile.label,
    username: profile.username ?? '',
    environment: profile.environment,
    verifyTls: profile.tls?.verify ?? true,
    ca: profile.tls?.ca ?? '',
    serverName: profile.tls?.serverName ?? ''
  }
}
