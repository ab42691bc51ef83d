import { describe, expect, it } from 'vitest'
import { Fault } from '../fault'
import { parseAddress, type ParsedAddress } from './parse-address'

const parse = (url: string, more: object = {}): ParsedAddress => parseAddress({ label: 'x', url, ...more })

describe('an address', () => {
  it.each([
    ['redis://127.0.0.1', { address: { kind: 'tcp', host: '127.0.0.1', port: 6379 }, db: 0 }, 'redis://127.0.0.1:6379', true],
    ['redis://localhost:7000/3', { address: { kind: 'tcp', host: 'localhost', port: 7000 }, db: 3 }, 'redis://localhost:7000/3', true],
    ['redis://[::1]:6380', { address: { kind: 'tcp', host: '::1', port: 6380 }, db: 0 }, 'redis://[::1]:6380', true],
    ['redis://:pa%40ss@db.example', { address: { kind: 'tcp', host: 'db.example', port: 6379 }, db: 0, password: 'pa@ss' }, 'redis://db.example:6379', false],
    ['rediss://app:secret@db.example:6380/2', { address: { kind: 'tcp', host: 'db.example', port: 6380 }, db: 2, username: 'app', password: 'secret', tls: { verify: true } }, 'rediss://app@db.example:6380/2', false],
    ['unix:///run/redis%20x.sock?db=1', { address: { kind: 'unix', path: '/run/redis x.sock' }, db: 1 }, 'unix:///run/redis x.sock?db=1', true],
    ['redis://127.0.0.1.evil.example', { address: { kind: 'tcp', host: '127.0.0.1.evil.example', port: 6379 }, db: 0 }, 'redis://127.0.0.1.evil.example:6379', false]
  ])('is read: %s', (url, target, shown, local) => {
    expect(parse(url)).toEqual({ target, shown, local })
  })

  it('takes user, password and TLS from their own fields first, unencoded', () => {
    expect(parse('rediss://a:b@h', { username: 'c', password: 'd%/@#', tls: { verify: false, serverName: 's' } }).target).toEqual({
      address: { kind: 'tcp', host: 'h', port: 6379 }, db: 0, username: 'c', password: 'd%/@#', tls: { verify: false, serverName: 's' }
    })
  })

  it.each([
    'localhost:6379', 'http://localhost', 'redis://', 'redis://host:canary', 'redis://host:70000', 'redis://host/zero', 'redis://host/-1', 'redis://u:canary#x@host', 'redis://host?password=canary', 'redis://u:canary%zz@host',
    'redis://u:canary/x@host', 'unix://', 'unix:///', 'unix://host/path', 'redis://host:0'
  ])('that cannot be one is refused, and nothing of it repeated: %s', (url) => {
    const attempt = (): unknown => parse(url)
    expect(attempt).toThrow(Fault)
    expect(attempt).not.toThrow(/canary/)
    expect(attempt).toThrow(expect.objectContaining({ code: 'bad-input', next: expect.stringMatching(/./) }))
  })

  it('does not pretend TLS where there is none', () => {
    expect(() => parse('redis://host', { tls: { verify: true } })).toThrow('redis:// does not use TLS')
  })
})
