import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseInteger, syntaxError, toWord } from '../arguments'
import type { Call } from '../command'
import { findValue } from '../key-access'
import { putString, refuseTooLong } from './string-access'

export type TimeUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT'

/** Milliseconds since 1970 at which a key goes, from a time in one of four forms. */
export function toExpiry(call: Call, unit: TimeUnit, text: Bytes): number {
  const value = Number(parseInteger(text))
  const name = call.args[0]?.toLowerCase() ?? ''
  const wrong = new CommandError(`ERR invalid expire time in '${name}' command`)
  if (value <= 0) throw wrong
  const ms = unit === 'EX' || unit === 'EXAT' ? value * 1000 : value
  const at = unit === 'EX' || unit === 'PX' ? call.engine.clock.now() + ms : ms
  if (at > Number.MAX_SAFE_INTEGER) throw wrong
  return at
}

interface SetOptions {
  only: 'NX' | 'XX' | undefined
  get: boolean
  keepTtl: boolean
  expiry: { unit: TimeUnit; text: Bytes } | undefined
}

function parseOptions(args: readonly Bytes[]): SetOptions {
  const options: SetOptions = { only: undefined, get: false, keepTtl: false, expiry: undefined }
  for (let at = 3; at < args.length; at++) {
    const word = toWord(args[at])
    switch (word) {
      case 'NX':
      case 'XX':
        if (options.only !== undefined && options.only !== word) throw syntaxError()
        options.only = word
        break
      case 'GET':
        options.get = true
        break
      case 'KEEPTTL':
        if (options.expiry !== undefined) throw syntaxError()
        options.keepTtl = true
        break
      case 'EX':
      case 'PX':
      case 'EXAT':
      case 'PXAT': {
        const text = args[at + 1]
        if (text === undefined || options.keepTtl || options.expiry !== undefined) throw syntaxError()
        options.expiry = { unit: word, text }
        at += 1
        break
      }
      default:
        throw syntaxError()
    }
  }
  return options
}

export function set(call: Call): Reply {
  const { engine: { keyspace }, args, db } = call
  const [key, bytes] = [args[1] as Bytes, args[2] as Bytes]
  const { only, get, keepTtl, expiry } = parseOptions(args)
  const expiresAt = expiry === undefined ? undefined : toExpiry(call, expiry.unit, expiry.text)
  const before = get ? (findValue(call, key, 'string')?.bytes ?? null) : null
  const known = keyspace.find(db, key) !== undefined
  if ((only === 'NX' && known) || (only === 'XX' && !known)) return get ? before : null
  refuseTooLong(call, bytes.length)
  putString(call, key, bytes, keepTtl ? db.expiresAt(key) : expiresAt)
  keyspace.notify('$', 'set', db, key)
  if (expiresAt !== undefined) keyspace.notify('g', 'expire', db, key)
  return get ? before : OK
}
