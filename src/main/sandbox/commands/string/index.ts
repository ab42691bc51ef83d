import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseInteger, parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag, KeyRange } from '../command'
import { findValue } from '../key-access'
import { set, toExpiry, type TimeUnit } from './set'
import { addExactly, changeString, formatFloat, parseFloat64, putString, refuseTooLong, toInteger } from './string-access'

const ONE: KeyRange = { first: 1, last: 1, step: 1 }
const WRITE: readonly CommandFlag[] = ['write', 'denyoom', 'fast']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'string', complexity: 'O(1)' }
}

function get(call: Call): Reply {
  return findValue(call, call.args[1] as Bytes, 'string')?.bytes ?? null
}

function setNx(call: Call): Reply {
  const { engine, args, db } = call
  const key = args[1] as Bytes
  if (engine.keyspace.find(db, key) !== undefined) return 0
  putString(call, key, args[2] as Bytes)
  engine.keyspace.notify('$', 'set', db, key)
  return 1
}

function setFor(unit: TimeUnit): (call: Call) => Reply {
  return (call) => {
    const { engine, args, db } = call
    const key = args[1] as Bytes
    const at = toExpiry(call, unit, args[2] as Bytes)
    putString(call, key, args[3] as Bytes, at)
    engine.keyspace.notify('$', 'set', db, key)
    engine.keyspace.notify('g', 'expire', db, key)
    return OK
  }
}

function getSet(call: Call): Reply {
  const before = get(call)
  const { engine, args, db } = call
  putString(call, args[1] as Bytes, args[2] as Bytes)
  engine.keyspace.notify('$', 'set', db, args[1] as Bytes)
  return before
}

function getDel(call: Call): Reply {
  const { engine, args, db } = call
  const key = args[1] as Bytes
  const before = findValue(call, key, 'string')
  if (before === undefined) return null
  engine.keyspace.remove(db, key)
  engine.keyspace.notify('g', 'del', db, key)
  return before.bytes
}

function getEx(call: Call): Reply {
  const { engine: { keyspace, clock }, args, db } = call
  const key = args[1] as Bytes
  const word = toWord(args[2])
  const timed = ['EX', 'PX', 'EXAT', 'PXAT'].includes(word)
  if (args.length > 2 && !(timed ? args.length === 4 : word === 'PERSIST' && args.length === 3)) throw syntaxError()
  const value = findValue(call, key, 'string')
  if (value === undefined) return null
  if (timed) {
    const at = toExpiry(call, word as TimeUnit, args[3] as Bytes)
    if (at <= clock.now()) {
      keyspace.remove(db, key)
      keyspace.notify('g', 'del', db, key)
    } else {
      db.setExpiry(key, at)
      keyspace.modified(db, key)
      keyspace.notify('g', 'expire', db, key)
    }
  } else if (word === 'PERSIST' && db.expiresAt(key) !== undefined) {
    db.setExpiry(key, undefined)
    keyspace.modified(db, key)
    keyspace.notify('g', 'persist', db, key)
  }
  return value.bytes
}

/** `event`: both directions are told as incrby, as in Redis. */
function addTo(call: Call, by: bigint): Reply {
  const key = call.args[1] as Bytes
  const before = findValue(call, key, 'string')
  const sum = addExactly(before === undefined ? 0 : toInteger(before.bytes), by)
  changeString(call, key, String(sum), 'incrby')
  return sum
}

function decrBy(call: Call): Reply {
  const by = BigInt(parseInteger(call.args[2]))
  if (by === -(2n ** 63n)) throw new CommandError('ERR decrement would overflow')
  return addTo(call, -by)
}

function incrByFloat(call: Call): Reply {
  const key = call.args[1] as Bytes
  const before = findValue(call, key, 'string')
  const sum = (before === undefined ? 0 : parseFloat64(before.bytes)) + parseFloat64(call.args[2])
  const text = formatFloat(sum)
  changeString(call, key, text, 'incrbyfloat', 'embstr')
  return text
}

function append(call: Call): Reply {
  const [key, more] = [call.args[1] as Bytes, call.args[2] as Bytes]
  const known = findValue(call, key, 'string')
  const before = known?.bytes ?? ''
  refuseTooLong(call, before.length + more.length)
  changeString(call, key, before + more, 'append', known === undefined ? undefined : 'raw')
  return before.length + more.length
}

function getRange(call: Call): Reply {
  let start = parseNumber(call.args[2])
  let end = parseNumber(call.args[3])
  const bytes = findValue(call, call.args[1] as Bytes, 'string')?.bytes ?? ''
  if (start < 0 && end < 0 && start > end) return ''
  if (start < 0) start = Math.max(0, bytes.length + start)
  if (end < 0) end = Math.max(0, bytes.length + end)
  return bytes.slice(start, Math.min(end, bytes.length - 1) + 1)
}

function setRange(call: Call): Reply {
  const key = call.args[1] as Bytes
  const piece = call.args[3] as Bytes
  const offset = parseNumber(call.args[2])
  if (offset < 0) throw new CommandError('ERR offset is out of range')
  const before = findValue(call, key, 'string')?.bytes ?? ''
  if (piece === '') return before.length
  refuseTooLong(call, offset + piece.length)
  const text = before.padEnd(offset, '\0').slice(0, offset) + piece + before.slice(offset + piece.length)
  changeString(call, key, text, 'setrange', 'raw')
  return text.length
}

function multipleGet({ engine, args, db }: Call): Reply {
  return args.slice(1).map((key) => {
    const value = engine.keyspace.find(db, key)
    return value?.type === 'string' ? value.bytes : null
  })
}

function multipleSet(onlyNew: boolean): (call: Call) => Reply {
  return (call) => {
    const { engine: { keyspace }, args, db } = call
    if (args.length % 2 === 0) throw new CommandError(`ERR wrong number of arguments for '${onlyNew ? 'msetnx' : 'mset'}' command`)
    const keys = args.filter((_word, index) => index % 2 === 1)
    if (onlyNew && keys.some((key) => keyspace.find(db, key) !== undefined)) return 0
    for (let at = 1; at < args.length; at += 2) {
      putString(call, args[at] as Bytes, args[at + 1] as Bytes)
      keyspace.notify('$', 'set', db, args[at] as Bytes)
    }
    return onlyNew ? 1 : OK
  }
}

export const stringCommands: readonly Command[] = [
  {
    name: 'set', arity: -3, flags: ['write', 'denyoom'], keys: ONE, run: set,
    doc: {
      ...doc('Puts a string, whatever was there.', '1.0.0'),
      arguments: [
        { name: 'key', type: 'key' }, { name: 'value', type: 'string' },
        { name: 'condition', type: 'oneof', flags: ['optional'], arguments: [{ name: 'nx', type: 'pure-token', token: 'NX' }, { name: 'xx', type: 'pure-token', token: 'XX' }] },
        { name: 'get', type: 'pure-token', token: 'GET', flags: ['optional'] },
        {
          name: 'expiration', type: 'oneof', flags: ['optional'],
          arguments: [{ name: 'seconds', type: 'integer', token: 'EX' }, { name: 'milliseconds', type: 'integer', token: 'PX' }, { name: 'unix-time-seconds', type: 'unix-time', token: 'EXAT' }, { name: 'unix-time-milliseconds', type: 'unix-time', token: 'PXAT' }, { name: 'keepttl', type: 'pure-token', token: 'KEEPTTL' }]
        }
      ]
    }
  },
  { name: 'get', arity: 2, flags: ['readonly', 'fast'], keys: ONE, doc: doc('The string of a key.', '1.0.0'), run: get },
  { name: 'setnx', arity: 3, flags: WRITE, keys: ONE, doc: doc('Puts a string where there is no key.', '1.0.0'), run: setNx },
  { name: 'setex', arity: 4, flags: ['write', 'denyoom'], keys: ONE, doc: doc('Puts a string for so many seconds.', '2.0.0'), run: setFor('EX') },
  { name: 'psetex', arity: 4, flags: ['write', 'denyoom'], keys: ONE, doc: doc('Puts a string for so many milliseconds.', '2.6.0'), run: setFor('PX') },
  { name: 'getset', arity: 3, flags: WRITE, keys: ONE, doc: doc('Puts a string and gives the one before.', '1.0.0'), run: getSet },
  { name: 'getdel', arity: 2, flags: ['write', 'fast'], keys: ONE, doc: doc('Gives the string and removes the key.', '6.2.0'), run: getDel },
  { name: 'getex', arity: -2, flags: ['write', 'fast'], keys: ONE, doc: doc('Gives the string and changes when its key goes.', '6.2.0'), run: getEx },
  { name: 'incr', arity: 2, flags: WRITE, keys: ONE, doc: doc('Adds one.', '1.0.0'), run: (call) => addTo(call, 1n) },
  { name: 'decr', arity: 2, flags: WRITE, keys: ONE, doc: doc('Takes one away.', '1.0.0'), run: (call) => addTo(call, -1n) },
  { name: 'incrby', arity: 3, flags: WRITE, keys: ONE, doc: doc('Adds a whole number.', '1.0.0'), run: (call) => addTo(call, BigInt(parseInteger(call.args[2]))) },
  { name: 'decrby', arity: 3, flags: WRITE, keys: ONE, doc: doc('Takes a whole number away.', '1.0.0'), run: decrBy },
  { name: 'incrbyfloat', arity: 3, flags: WRITE, keys: ONE, doc: doc('Adds a number.', '2.6.0'), run: incrByFloat },
  { name: 'append', arity: 3, flags: WRITE, keys: ONE, doc: doc('Adds to the end of the string.', '2.0.0'), run: append },
  { name: 'strlen', arity: 2, flags: ['readonly', 'fast'], keys: ONE, doc: doc('How many bytes the string has.', '2.2.0'), run: (call) => findValue(call, call.args[1] as Bytes, 'string')?.bytes.length ?? 0 },
  { name: 'getrange', arity: 4, flags: ['readonly'], keys: ONE, doc: doc('A part of the string.', '2.4.0'), run: getRange },
  { name: 'substr', arity: 4, flags: ['readonly'], keys: ONE, doc: doc('A part of the string; the old name of GETRANGE.', '1.0.0'), run: getRange },
  { name: 'setrange', arity: 4, flags: ['write', 'denyoom'], keys: ONE, doc: doc('Writes over a part of the string.', '2.2.0'), run: setRange },
  { name: 'mget', arity: -2, flags: ['readonly', 'fast'], keys: { first: 1, last: -1, step: 1 }, doc: doc('The strings of many keys.', '1.0.0'), run: multipleGet },
  { name: 'mset', arity: -3, flags: ['write', 'denyoom'], keys: { first: 1, last: -1, step: 2 }, doc: doc('Puts many strings at once.', '1.0.1'), run: multipleSet(false) },
  { name: 'msetnx', arity: -3, flags: ['write', 'denyoom'], keys: { first: 1, last: -1, step: 2 }, doc: doc('Puts many strings where there is none of the keys.', '1.0.1'), run: multipleSet(true) }
]
