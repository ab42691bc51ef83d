import { describe, expect, test } from 'vitest'
import type { ConnectionState } from '@shared/model/connection-state'
import { createStableClient } from '../../transport/create-stable-client'
import { clockRefusal, listClockActions } from './clock-actions'
import { describeAhead } from './connection-words'
import { toRedisCliLine } from './redis-cli-dialog'
import { toOffers } from './sandbox-offers'

const capabilities = { xautoclaim: true, lag: true, inactive: true, xackdel: true, claimInRead: true, idempotentAdd: true, xnack: true, clientNoTouch: true, transactions: true, clock: true }
const builtIn: ConnectionState = {
  id: 'built-in-sandbox', label: 'built-in sandbox', address: 'redis://127.0.0.1:40000', kind: 'sandbox', sandbox: 'built-in', environment: 'local', tls: 'off', hasPassword: true,
  status: { kind: 'ready', since: 0 }, mode: { kind: 'lab' }, labsAllowed: true, epoch: 1, capabilities, clock: { kind: 'running', ahead: 0, since: 0 }
}
const { client } = createStableClient()
const possible = (connection: ConnectionState): string[] => listClockActions(connection, client).filter(({ reason }) => reason === undefined).map(({ id }) => id)

describe('the clock of a server', () => {
  test('running it can be held or moved; held it can be moved or released', () => {
    expect(possible(builtIn)).toEqual(['hold-clock', 'advance-clock', 'advance-clock-by'])
    expect(possible({ ...builtIn, clock: { kind: 'held', at: 1, since: 0 } })).toEqual(['advance-clock', 'advance-clock-by', 'release-clock'])
  })

  test('each shows the command that it sends', () => {
    expect(listClockActions(builtIn, client).map(({ command }) => command)).toEqual(['SLUICE CLOCK HOLD', 'SLUICE CLOCK ADVANCE 60000', undefined, 'SLUICE CLOCK RELEASE'])
  })

  test.each([
    ['another server, even one that could', { ...builtIn, kind: 'remote' as const }, /Only the clock of the built-in sandbox/],
    ['a sandbox of redis-server', { ...builtIn, sandbox: 'program' as const }, /Open the built-in one/],
    ['one that does not run', { ...builtIn, status: { kind: 'lost' as const, since: 0, message: '', next: '' } }, /does not run/]
  ])('of %s is greyed with its reason', (_what, connection, reason) => {
    expect(possible(connection)).toEqual([])
    expect(clockRefusal(connection)).toMatch(reason)
  })

  test('is told in the chip where it is not this machine\'s', () => {
    expect(describeAhead(undefined)).toBeUndefined()
    expect(describeAhead({ kind: 'running', ahead: 400, since: 0 })).toBeUndefined()
    expect(describeAhead({ kind: 'running', ahead: 60_000, since: 0 })).toBe('60 s ahead')
    expect(describeAhead({ kind: 'running', ahead: -3000, since: 0 })).toBe('3 s behind')
    expect(describeAhead({ kind: 'running', ahead: 3_600_000, since: 0 })).toBe('1 h 00 min ahead')
  })
})

test('a sandbox that cannot be opened says why; until the host answered nothing speaks against any', () => {
  expect(toOffers([], []).map(({ reason }) => reason)).toEqual([undefined, undefined])
  expect(toOffers([{ kind: 'program', reason: 'There is none.' }, { kind: 'built-in' }], [builtIn])).toMatchObject([{ kind: 'built-in', open: true }, { kind: 'program', reason: 'There is none.', open: false }])
})

test('the line for redis-cli names no password', () => {
  expect(toRedisCliLine('redis://127.0.0.1:40000')).toEqual(['redis-cli', '-h', '127.0.0.1', '-p', '40000', '--askpass'])
})
