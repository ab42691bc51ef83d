import { expect, test, vi } from 'vitest'
import { defaultEnvironment, EMPTY_FORM, fromProfile, readAddress, toOpenConnection, toProfile } from './server-form'

test.each([
  ['redis://127.0.0.1:6379', 'local'],
  ['redis://localhost', 'local'],
  ['redis://[::1]:6379/2', 'local'],
  ['unix:///var/run/redis.sock', 'local'],
  ['redis://:p@ss:word@127.0.0.1:6379/0', 'local'],
  ['REDIS://LocalHost:6379', 'local'],
  ['redis://127.0.0.1@evil.example', 'production'],
  ['redis://10.0.0.4', 'production'],
  ['rediss://app:secret@db.internal:6380/2', 'production'],
  ['redis://127.0.0.1.example.org', 'production'],
  ['nonsense', undefined]
])('TRUST G2: %s counts as %s until someone chooses', (url, environment) => {
  expect(defaultEnvironment({ ...EMPTY_FORM, url })).toBe(environment)
})

test.each([
  ['', 'Enter an address.'],
  ['127.0.0.1:6379', 'This is not an address. It looks like redis://host:6379, rediss://host:6380 or unix:///path/to.sock.'],
  ['http://localhost', 'http:// is not known here. Use redis://, rediss:// or unix://.'],
  ['redis://', 'The host is missing.'],
  ['redis://:secret@', 'The host is missing.'],
  ['redis://host:port', 'This is not an address. It looks like redis://host:6379, rediss://host:6380 or unix:///path/to.sock.'],
  ['unix://', 'Enter the path of the socket, as unix:///path/to.sock.']
])('%j is answered with words', (url, message) => {
  expect(readAddress({ ...EMPTY_FORM, url })).toEqual({ kind: 'wrong', message })
})

test('parts become the URL, IPv6 hosts in brackets', () => {
  const form = { ...EMPTY_FORM, by: 'parts', scheme: 'rediss', host: '::1', port: 6380, db: 3 } as const
  expect(toOpenConnection(form, 'local')).toEqual({ label: '[::1]', url: 'rediss://[::1]:6380/3', environment: 'local', tls: { verify: true } })
})

test('no password is ever remembered', () => {
  const open = toOpenConnection({ ...EMPTY_FORM, url: 'redis://app:in-url@db.internal', password: 'in-field', label: 'Orders' }, 'staging')
  const profile = toProfile(open, 'staging')
  expect(JSON.stringify(profile)).not.toMatch(/in-url|in-field/)
  expect(fromProfile(profile)).toMatchObject({ label: 'Orders', password: '', environment: 'staging', url: 'redis://app@db.internal' })
})

test.each([
  ['redis://:in-url@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['rediss://app:in@url@[::1]:6380/2', 'rediss://app@[::1]:6380/2'],
  ['unix:///var/run/redis.sock?db=3', 'unix:///var/run/redis.sock?db=3']
])('%s is remembered as %s', (url, remembered) => {
  expect(toProfile(toOpenConnection({ ...EMPTY_FORM, url }, 'local'), 'local').url).toBe(remembered)
})

test('TRUST C5 a browser that finds no host in redis:// changes nothing', () => {
  // As Chromium before 130 reads it.
  vi.stubGlobal('URL', class { hostname = ''; password = ''; protocol = 'redis:' })
  expect(readAddress({ ...EMPTY_FORM, url: 'redis://db.internal' })).toEqual({ kind: 'address', scheme: 'redis', host: 'db.internal' })
  expect(toProfile(toOpenConnection({ ...EMPTY_FORM, url: 'redis://:in-url@db.internal' }, 'local'), 'local').url).not.toContain('in-url')
  vi.unstubAllGlobals()
})
