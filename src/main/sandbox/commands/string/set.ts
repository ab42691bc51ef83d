import type { Bytes } from '../../protocol/bytes'
import { OK, type Reply } from '../../protocol/reply'
import { argument, KEY, oneOf, optional, word } from '../argument-docs'
import { syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToRead } from '../value-access'
import { expiryOptionDoc, isExpiryUnit, toExpiry, type ExpiryOption, type ExpiryUnit } from './expiry-option'
import { putString } from './put-string'

interface SetOptions {
  /** Only where there is no key, or only where there is one. */
  only: 'NX' | 'XX' | undefined
  /** Answer with the string that was there. */
  get: boolean
  keepTtl: boolean
  expiry: ExpiryOption | undefined
}

/** Options may come again, and then the last one holds, but not two that contradict each other. */
function parseOptions(args: readonly Bytes[]): SetOptions {
  const options: SetOptions = { only: undefined, get: false, keepTtl: false, expiry: undefined }
  for (let at = 3; at < args.length; at++) {
    const option = toWord(args[at])
    const next = args[at + 1]
    if ((option === 'NX' || option === 'XX') && (options.only ?? option) === option) options.only = option
    else if (option === 'GET') options.get = true
    else if (option === 'KEEPTTL' && options.expiry === undefined) options.keepTtl = true
    else if (isExpiryUnit(option) && !options.keepTtl && (options.expiry?.unit ?? option) === option && next !== undefined) {
      options.expiry = { unit: option, time: next }
      at += 1
    } else throw syntaxError()
  }
  return options
}

function set(call: Call): Reply {
  const { args, db, engine: { keyspace } } = call
  const [key, bytes] = [args[1] as Bytes, args[2] as Bytes]
  const { only, get, keepTtl, expiry } = parseOptions(args)
  const expiresAt = expiry === undefined ? undefined : toExpiry(call, expiry)
  const before = get ? (findToRead(call, key, 'string')?.bytes ?? null) : null
  const isThere = keyspace.find(db, key, 'write') !== undefined
  if (only !== undefined && isThere !== (only === 'XX')) return before
  putString(call, key, bytes, keepTtl ? db.expiresAt(key) : expiresAt)
  if (expiresAt !== undefined) keyspace.notify('g', 'expire', db, key)
  return get ? before : OK
}

function setIfNew(call: Call): Reply {
  const { args, db, engine } = call
  const key = args[1] as Bytes
  if (engine.keyspace.find(db, key, 'write') !== undefined) return 0
  putString(call, key, args[2] as Bytes)
  return 1
}

function setWithExpiry(unit: ExpiryUnit): (call: Call) => Reply {
  return (call) => {
    const { args, db, engine: { keyspace } } = call
    const key = args[1] as Bytes
    const expiresAt = toExpiry(call, { unit, time: args[2] as Bytes })
    keyspace.find(db, key, 'write')
    putString(call, key, args[3] as Bytes, expiresAt)
    keyspace.notify('g', 'expire', db, key)
    return OK
  }
}

export const setCommands: readonly Command[] = [
  {
    name: 'set', arity: -3, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: set,
    doc: {
      summary: 'Puts a string at a key, whatever was there. The key then stays for ever unless the options say otherwise.', since: '1.0.0', group: 'string', complexity: 'O(1)',
      history: [['2.6.12', 'EX, PX, NX and XX.'], ['6.0.0', 'KEEPTTL.'], ['6.2.0', 'GET, EXAT and PXAT.'], ['7.0.0', 'NX and GET together.']],
      arguments: [KEY, argument('value'), optional(oneOf('condition', word('NX'), word('XX'))), optional(word('GET')), optional(expiryOptionDoc('KEEPTTL'))]
    }
  },
  {
    name: 'setnx', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: setIfNew,
    doc: { summary: 'Puts a string where there is no key. SET with NX does it too.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('value')] }
  },
  {
    name: 'setex', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: setWithExpiry('EX'),
    doc: { summary: 'Puts a string for some seconds. SET with EX does it too.', since: '2.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('seconds', 'integer'), argument('value')] }
  },
  {
    name: 'psetex', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: setWithExpiry('PX'),
    doc: { summary: 'Puts a string for some milliseconds. SET with PX does it too.', since: '2.6.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('milliseconds', 'integer'), argument('value')] }
  }
]
