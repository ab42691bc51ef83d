import type { RefusedReason } from '@shared/model/connection-state'
import type { ServerError } from './reply'

/** Why a socket ended: `broken` may heal by itself and is tried again, `refused` needs a person (TRUST C11). */
export type SocketFailure =
  | { kind: 'broken'; message: string }
  | { kind: 'refused'; reason: RefusedReason; message: string; next: string }

/** Carries a failure out of the set-up of a socket. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
  constructor(readonly failure: SocketFailure) {
    super(failure.message)
  }
}

/** What a person can do about a refusal. */
export const NEXT_STEP: Record<RefusedReason, string> = {
  'wrong-password': 'Check user and password, then try again.',
  'password-needed': 'Enter the password of this server, then try again.',
  'no-permission': 'Ask for a user that may use +ping, +info and the stream commands, then try again.',
  'not-redis': 'Check host and port: Redis listens on 6379 unless it was set otherwise.',
  'too-old': 'Sluice needs streams with consumer groups: Redis 5.0 or newer, or Valkey.',
  tls: 'Check whether the server expects TLS, and give its CA certificate and host name. Checking can be turned off for a test server.',
  'wrong-db': 'Choose a db that the server has; a cluster has db 0 only.',
  'bad-address': 'Correct the address, for example redis://127.0.0.1:6379/0.'
}

export function refused(reason: RefusedReason, message: string): SocketFailure {
  return { kind: 'refused', reason, message, next: NEXT_STEP[reason] }
}

/** Node and OpenSSL codes that mean: the certificate or the protocol is not what was asked for. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH|ERR_OSSL|INVALID_CA)/

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What a set-up command's error means for the connection; undefined when it can be lived without. */
export function classifyServerError(error: ServerError): SocketFailure | undefined {
  switch (error.prefix) {
    case 'WRONGPASS':
      return refused('wrong-password', error.message)
    case 'NOAUTH':
      return refused('password-needed', error.message)
    case 'DENIED':
      return refused('no-permission', 'The server is in protected mode: it takes connections from its own machine only.')
    default:
      break
  }
  // Redis 5 has no WRONGPASS; a server at its limit answers the first command with this and closes (TRUST F36).
  if (/invalid password|invalid username/i.test(error.message)) return refused('wrong-password', error.message)
  if (/max number of clients/i.test(error.message)) return { kind: 'broken', message: 'The server has reached its limit of clients (maxclients).' }
  return undefined
}

/** What is known of a socket besides its error. */
export interface SocketCircumstances {
  /** It was to use TLS. */
  tls: boolean
  /** Anything at all came in. */
  answered: boolean
}

/** A Redis that expects TLS drops whoever speaks plainly, without a word. */
function describeDrop(message: string, { tls, answered }: SocketCircumstances): string {
  return tls || answered ? message : `${message} It gave no answer at all: it may expect TLS.`
}

/** What the end of a socket means. Messages hold no address and no secret. */
export function classifySocketError(error: Error | undefined, circumstances: SocketCircumstances): SocketFailure {
  if (error === undefined) return { kind: 'broken', message: describeDrop('The server closed the connection.', circumstances) }
  if (error instanceof SetupError) return error.failure
  const code = codeOf(error)
  if (TLS_CODE.test(code)) return refused('tls', `TLS failed: ${error.message.replace(/^.*?error:[0-9A-F]+:/i, '').trim()}`)
  // The parser names the first byte that starts no reply. A TLS alert starts with 21.
  if (/Unknown RESP type 21\b/.test(error.message)) return refused('tls', 'The server expects TLS.')
  if (error.message.includes('Unknown RESP type')) return refused('not-redis', 'What answers at this address does not speak the Redis protocol.')
  // Said before any command was answered: ioredis reports it as its own state error.
  if (error.message.includes('DENIED')) return refused('no-permission', 'The server is in protected mode: it takes connections from its own machine only.')
  if (error.message.includes('max number of clients')) return { kind: 'broken', message: 'The server has reached its limit of clients (maxclients).' }
  switch (code) {
    case 'ENOTFOUND':
      return { kind: 'broken', message: 'This host name is not known.' }
    case 'EACCES':
    case 'EPERM':
      return refused('no-permission', 'The operating system does not let Sluice open this address.')
    case 'ECONNREFUSED':
      return { kind: 'broken', message: 'Nothing listens at this address.' }
    case 'ENOENT':
      return { kind: 'broken', message: 'There is no socket file at this path.' }
    case 'ETIMEDOUT':
      // A Redis without TLS takes the greeting of TLS for the begin of a command and waits for its end.
      return { kind: 'broken', message: circumstances.tls ? 'The server did not answer in time; it may not use TLS.' : 'The server did not answer in time.' }
    case 'ECONNRESET':
    case 'EPIPE':
      return { kind: 'broken', message: describeDrop('The server reset the connection.', circumstances) }
    default:
      return { kind: 'broken', message: code === '' ? error.message : `The connection failed (${code}).` }
  }
}
