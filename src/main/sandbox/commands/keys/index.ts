import { matchGlob } from '../../keyspace/match-glob'
import { copyValue } from '../../keyspace/value-codec'
import type { Database } from '../../keyspace/database'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, SimpleString, type Reply } from '../../protocol/reply'
import { parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag, KeyRange } from '../command'
import { toHelpReply } from '../help-reply'
import { dump, restore } from './dump'
import { encodingOf } from './encoding'
import { expire, timeLeft } from './expire'
import { scan } from './scan'

const KEY: KeyRange = { first: 1, last: 1, step: 1 }
const PAIR: KeyRange = { first: 1, last: 2, step: 1 }
const MANY: KeyRange = { first: 1, last: -1, step: 1 }
const OBJECT_KEY: KeyRange = { first: 2, last: 2, step: 1 }
const READ: readonly CommandFlag[] = ['readonly', 'fast']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'generic', complexity: 'O(1) for each key' }
}

function remove({ engine: { keyspace }, args, db }: Call): Reply {
  let removed = 0
  for (const key of args.slice(1)) {
    if (keyspace.find(db, key) === undefined) continue
    keyspace.remove(db, key)
    keyspace.notify('g', 'del', db, key)
    removed += 1
  }
  return removed
}

function count({ engine: { keyspace }, args, db }: Call): Reply {
  return args.slice(1).filter((key) => keyspace.find(db, key) !== undefined).length
}

function persist({ engine: { keyspace }, args, db }: Call): Reply {
  const key = args[1] as Bytes
  if (keyspace.find(db, key) === undefined || db.expiresAt(key) === undefined) return 0
  db.setExpiry(key, undefined)
  keyspace.modified(db, key)
  keyspace.notify('g', 'persist', db, key)
  return 1
}

/** The value goes over as it is, with its time to go. */
function rename(onlyNew: boolean): (call: Call) => Reply {
  return ({ engine: { keyspace }, args, db }) => {
    const [from, to] = [args[1] as Bytes, args[2] as Bytes]
    const value = keyspace.find(db, from)
    if (value === undefined) throw new CommandError('ERR no such key')
    if (from === to) return onlyNew ? 0 : OK
    const expiresAt = db.expiresAt(from)
    const there = keyspace.find(db, to) !== undefined
    if (there && onlyNew) return 0
    if (there) keyspace.remove(db, to)
    keyspace.put(db, to, value, expiresAt)
    keyspace.remove(db, from)
    keyspace.notify('g', 'rename_from', db, from)
    keyspace.notify('g', 'rename_to', db, to)
    return onlyNew ? 1 : OK
  }
}

function copy({ engine: { keyspace }, args, db }: Call): Reply {
  const [from, to] = [args[1] as Bytes, args[2] as Bytes]
  let target: Database | undefined = db
  let replace = false
  for (let at = 3; at < args.length; at++) {
    const word = toWord(args[at])
    if (word === 'REPLACE') replace = true
    else if (word === 'DB' && args[at + 1] !== undefined) {
      target = keyspace.database(parseNumber(args[at + 1]))
      if (target === undefined) throw new CommandError('ERR DB index is out of range')
      at += 1
    } else throw syntaxError()
  }
  if (target === db && from === to) throw new CommandError('ERR source and destination objects are the same')
  const value = keyspace.find(db, from)
  if (value === undefined) return 0
  const there = keyspace.find(target, to) !== undefined
  if (there && !replace) return 0
  if (there) keyspace.remove(target, to)
  keyspace.put(target, to, copyValue(value), db.expiresAt(from))
  keyspace.notify('g', 'copy_to', target, to)
  return 1
}

function move({ engine: { keyspace }, args, db }: Call): Reply {
  const key = args[1] as Bytes
  const target = keyspace.database(parseNumber(args[2]))
  if (target === undefined) throw new CommandError('ERR DB index is out of range')
  if (target === db) throw new CommandError('ERR source and destination objects are the same')
  const value = keyspace.find(db, key)
  if (value === undefined || keyspace.find(target, key) !== undefined) return 0
  const expiresAt = db.expiresAt(key)
  keyspace.remove(db, key)
  keyspace.put(target, key, value, expiresAt)
  keyspace.notify('g', 'move_from', db, key)
  keyspace.notify('g', 'move_to', target, key)
  return 1
}

function keys({ engine: { keyspace }, args, db }: Call): Reply {
  return [...db.keys()].filter((key) => matchGlob(args[1] as Bytes, key) && keyspace.find(db, key) !== undefined)
}

function randomKey({ engine: { keyspace, random }, db }: Call): Reply {
  const there = [...db.keys()].filter((key) => keyspace.find(db, key) !== undefined)
  return there[Math.floor(random() * there.length)] ?? null
}

const HELP = [
  'ENCODING <key>', '    Return the kind of internal representation used in order to store the value', '    associated with a <key>.', 'FREQ <key>', '    Return the access frequency index of the <key>.',
  'IDLETIME <key>', '    Return the idle time of the <key>.', 'REFCOUNT <key>', '    Return the number of references of the value associated with the specified', '    <key>.'
]

function object(answer: (call: Call) => Reply): (call: Call) => Reply {
  return (call) => (call.engine.keyspace.find(call.db, call.args[2] as Bytes) === undefined ? null : answer(call))
}

const seconds = (relative: boolean) => ({ unit: 'seconds' as const, relative })
const milliseconds = (relative: boolean) => ({ unit: 'milliseconds' as const, relative })

export const keyCommands: readonly Command[] = [
  { name: 'del', arity: -2, flags: ['write'], keys: MANY, doc: doc('Removes keys.', '1.0.0'), run: remove },
  { name: 'unlink', arity: -2, flags: ['write', 'fast'], keys: MANY, doc: doc('Removes keys.', '4.0.0'), run: remove },
  { name: 'exists', arity: -2, flags: READ, keys: MANY, doc: doc('How many of the keys are there.', '1.0.0'), run: count },
  { name: 'touch', arity: -2, flags: READ, keys: MANY, doc: doc('How many of the keys are there.', '3.2.1'), run: count },
  { name: 'type', arity: 2, flags: READ, keys: KEY, doc: doc('What a key holds.', '1.0.0'), run: ({ engine, args, db }) => new SimpleString(engine.keyspace.find(db, args[1] as Bytes)?.type ?? 'none') },
  { name: 'expire', arity: -3, flags: ['write', 'fast'], keys: KEY, doc: doc('Lets a key go after so many seconds.', '1.0.0'), run: expire(seconds(true)) },
  { name: 'pexpire', arity: -3, flags: ['write', 'fast'], keys: KEY, doc: doc('Lets a key go after so many milliseconds.', '2.6.0'), run: expire(milliseconds(true)) },
  { name: 'expireat', arity: -3, flags: ['write', 'fast'], keys: KEY, doc: doc('Lets a key go at a second.', '1.2.0'), run: expire(seconds(false)) },
  { name: 'pexpireat', arity: -3, flags: ['write', 'fast'], keys: KEY, doc: doc('Lets a key go at a millisecond.', '2.6.0'), run: expire(milliseconds(false)) },
  { name: 'ttl', arity: 2, flags: READ, keys: KEY, doc: doc('Seconds until a key goes.', '1.0.0'), run: timeLeft(seconds(true)) },
  { name: 'pttl', arity: 2, flags: READ, keys: KEY, doc: doc('Milliseconds until a key goes.', '2.6.0'), run: timeLeft(milliseconds(true)) },
  { name: 'expiretime', arity: 2, flags: READ, keys: KEY, doc: doc('The second at which a key goes.', '7.0.0'), run: timeLeft(seconds(false)) },
  { name: 'pexpiretime', arity: 2, flags: READ, keys: KEY, doc: doc('The millisecond at which a key goes.', '7.0.0'), run: timeLeft(milliseconds(false)) },
  { name: 'persist', arity: 2, flags: ['write', 'fast'], keys: KEY, doc: doc('Lets a key stay.', '2.2.0'), run: persist },
  { name: 'rename', arity: 3, flags: ['write'], keys: PAIR, doc: doc('Gives a key another name.', '1.0.0'), run: rename(false) },
  { name: 'renamenx', arity: 3, flags: ['write', 'fast'], keys: PAIR, doc: doc('Gives a key a name that none has.', '1.0.0'), run: rename(true) },
  { name: 'copy', arity: -3, flags: ['write', 'denyoom'], keys: PAIR, doc: doc('Makes another key with the same value.', '6.2.0'), run: copy },
  { name: 'move', arity: 3, flags: ['write', 'fast'], keys: KEY, doc: doc('Moves a key to another database.', '1.0.0'), run: move },
  { name: 'keys', arity: 2, flags: ['readonly'], doc: doc('All keys that match.', '1.0.0'), run: keys },
  { name: 'scan', arity: -2, flags: ['readonly'], doc: doc('Walks over the keys.', '2.8.0'), run: scan },
  { name: 'randomkey', arity: 1, flags: ['readonly'], doc: doc('A key by chance.', '1.0.0'), run: randomKey },
  { name: 'dump', arity: 2, flags: ['readonly'], keys: KEY, doc: doc('A value as one string, in a form of this server alone.', '2.6.0'), run: dump },
  { name: 'restore', arity: -4, flags: ['write', 'denyoom'], keys: KEY, doc: doc('Puts a value back that DUMP gave.', '2.6.0'), run: restore },
  {
    name: 'object', arity: -2, flags: [], doc: doc('A container for questions about values.', '2.2.3'),
    subcommands: [
      { name: 'object|encoding', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('How Redis would keep it.', '2.2.3'), run: object(({ engine, db, args }) => {
        const value = engine.keyspace.find(db, args[2] as Bytes)
        return value === undefined ? null : encodingOf(value, engine.release)
      }) },
      { name: 'object|refcount', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Always 1.', '2.2.3'), run: object(() => 1) },
      { name: 'object|idletime', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Always 0: access times are not kept.', '2.2.3'), run: object(() => 0) },
      { name: 'object|freq', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Not kept here.', '4.0.0'), run: object(() => {
        throw new CommandError('ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.')
      }) },
      { name: 'object|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.', '6.2.0'), run: (call) => toHelpReply(call, HELP) }
    ]
  }
]
