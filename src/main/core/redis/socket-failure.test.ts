import { describe, expect, it } from 'vitest'
import { ServerError } from './reply'
import { classifyServerError, classifySocketError, SetupError } from './socket-failure'

const ANSWERED = { tls: false, answered: true }
const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code })

describe('the end of a socket', () => {
  it.each([
    [undefined, 'broken', 'The server closed the connection.'],
    [withCode('ECONNREFUSED'), 'broken', 'Nothing listens at this address.'],
    [withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND secret-host'), 'broken', 'This host name is not known.'],
    [withCode('EACCES'), 'refused', 'The operating system does not let Sluice open this address.'],
    [new Error('Unknown RESP type 72 "H". Please report this.'), 'refused', 'What answers at this address does not speak the Redis protocol.'],
    [new Error('Command queue state error. Last error: DENIED Redis is running in protected mode'), 'refused', 'The server is in protected mode: it takes connections from its own machine only.']
  ])('is told in words: %s', (error, kind, message) => {
    expect(classifySocketError(error, ANSWERED)).toMatchObject({ kind, message })
  })

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_SSL_WRONG_VERSION_NUMBER'])('is a matter of TLS: %s (C6)', (code) => {
    expect(classifySocketError(withCode(code), { tls: true, answered: false })).toMatchObject({ kind: 'refused', reason: 'tls' })
  })

  it('in silence hints at the TLS of the other kind', () => {
    expect(classifySocketError(withCode('ECONNRESET'), { tls: false, answered: false })).toEqual({ kind: 'broken', message: 'The server reset the connection. It gave no answer at all: it may expect TLS.' })
    expect(classifySocketError(new Error('Unknown RESP type 21 "\u0015"'), ANSWERED)).toMatchObject({ kind: 'refused', reason: 'tls' })
    expect(classifySocketError(withCode('ETIMEDOUT'), { tls: true, answered: false })).toEqual({ kind: 'broken', message: 'The server did not answer in time; it may not use TLS.' })
  })

  it('keeps what the set-up found', () => {
    const failure = { kind: 'broken', message: 'm' } as const
    expect(classifySocketError(new SetupError(failure), ANSWERED)).toBe(failure)
  })
})

describe('an error of the server', () => {
  it.each([
    ['WRONGPASS invalid username-password pair or user is disabled.', 'wrong-password'],
    ['ERR invalid password', 'wrong-password'],
    ['NOAUTH Authentication required.', 'password-needed'],
    ['DENIED Redis is running in protected mode', 'no-permission']
  ])('refuses: %s', (message, reason) => {
    expect(classifyServerError(new ServerError(message))).toMatchObject({ kind: 'refused', reason })
  })

  it('that is no refusal is left to the caller', () => {
    expect(classifyServerError(new ServerError('NOPERM this user has no permissions'))).toBeUndefined()
    expect(classifyServerError(new ServerError('ERR max number of clients reached'))).toMatchObject({ kind: 'broken' })
  })
})
