import { matchGlob } from '../../keyspace/match-glob'
import type { HashValue } from '../../keyspace/value'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, OK, type Reply } from '../../protocol/reply'
import { parseInteger, parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag, KeyRange } from '../command'
import { findOrMake, findValue, removeIfEmpty } from '../key-access'
import { parseScan } from '../parse-scan'
import { addExactly, formatFloat, parseFloat64 } from '../string/string-access'
import { parseInt64 } from '../../protocol/int64'

const KEY: KeyRange = { first: 1, last: 1, step: 1 }
const WRITE: readonly CommandFlag[] = ['write', 'denyoom', 'fast']
const READ: readonly CommandFlag[] = ['readonly', 'fast']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'hash', complexity: 'O(N) in the number of fields' }
}

function find(call: Call): HashValue | undefined {
  return findValue(call, call.args[1] as Bytes, 'hash')
}

function make(call: Call): HashValue {
  return findOrMake(call, call.args[1] as Bytes, 'hash', () => ({ type: 'hash', fields: new Map() }))
}

function tell({ engine, db, args }: Call, event: Bytes): void {
  engine.keyspace.modified(db, args[1] as Bytes)
  engine.keyspace.notify('h', event, db, args[1] as Bytes)
}

/** Gives the number of fields that are new. */
function setFields(call: Call): number {
  const { args } = call
  if (args.length % 2 === 1) throw new CommandError(`ERR wrong number of arguments for '${(args[0] as Bytes).toLowerCase()}' command`)
  const { fields } = make(call)
  const before = fields.size
  for (let at = 2; at < args.length; at += 2) fields.set(args[at] as Bytes, args[at + 1] as Bytes)
  tell(call, 'hset')
  return fields.size - before
}

function setNew(call: Call): Reply {
  const { fields } = make(call)
  const field = call.args[2] as Bytes
  if (fields.has(field)) return 0
  fields.set(field, call.args[3] as Bytes)
  tell(call, 'hset')
  return 1
}

function remove(call: Call): Reply {
  const hash = find(call)
  if (hash === undefined) return 0
  const removed = call.args.slice(2).filter((field) => hash.fields.delete(field)).length
  if (removed > 0) {
    tell(call, 'hdel')
    removeIfEmpty(call, call.args[1] as Bytes, hash.fields.size)
  }
  return removed
}

function getAll(call: Call): Reply {
  return new MapReply([...(find(call)?.fields ?? [])])
}

function incrBy(call: Call): Reply {
  const by = parseInteger(call.args[3])
  const field = call.args[2] as Bytes
  const known = find(call)?.fields.get(field)
  const before = known === undefined ? 0 : parseInt64(known)
  if (before === undefined) throw new CommandError('ERR hash value is not an integer')
  const sum = addExactly(before, by)
  make(call).fields.set(field, String(sum))
  tell(call, 'hincrby')
  return sum
}

function incrByFloat(call: Call): Reply {
  const by = parseFloat64(call.args[3])
  const field = call.args[2] as Bytes
  const known = find(call)?.fields.get(field)
  let before = 0
  try {
    before = known === undefined ? 0 : parseFloat64(known)
  } catch {
    throw new CommandError('ERR hash value is not a float')
  }
  const text = formatFloat(before + by)
  make(call).fields.set(field, text)
  tell(call, 'hincrbyfloat')
  return text
}

/** The whole hash in one answer, as Redis does with small ones: every field is in it, and the cursor is 0. */
function scan(call: Call): Reply {
  const { pattern } = parseScan(call.args, 2)
  const fields = [...(find(call)?.fields ?? [])].filter(([field]) => pattern === undefined || matchGlob(pattern, field))
  return ['0', fields.flat()]
}

function pickRandom(call: Call): Reply {
  const { args, engine } = call
  const fields = [...(find(call)?.fields ?? [])]
  if (args.length === 2) return fields[Math.floor(engine.random() * fields.length)]?.[0] ?? null
  const count = parseNumber(args[2])
  const withValues = args.length === 4 && toWord(args[3]) === 'WITHVALUES'
  if (args.length > 4 || (args.length === 4 && !withValues)) throw syntaxError()
  const picked: (readonly [Bytes, Bytes])[] = []
  if (count < 0) for (let left = -count; left > 0 && fields.length > 0; left--) picked.push(fields[Math.floor(engine.random() * fields.length)] as [Bytes, Bytes])
  else while (picked.length < count && fields.length > 0) picked.push(...fields.splice(Math.floor(engine.random() * fields.length), 1))
  if (!withValues) return picked.map(([field]) => field)
  return call.client.protocol === 3 ? picked : picked.flat()
}

export const hashCommands: readonly Command[] = [
  { name: 'hset', arity: -4, flags: WRITE, keys: KEY, doc: doc('Sets fields.', '2.0.0'), run: setFields },
  { name: 'hmset', arity: -4, flags: WRITE, keys: KEY, doc: doc('Sets fields; the old form of HSET.', '2.0.0'), run: (call) => (setFields(call), OK) },
  { name: 'hsetnx', arity: 4, flags: WRITE, keys: KEY, doc: doc('Sets a field that is not there.', '2.0.0'), run: setNew },
  { name: 'hget', arity: 3, flags: READ, keys: KEY, doc: doc('The value of a field.', '2.0.0'), run: (call) => find(call)?.fields.get(call.args[2] as Bytes) ?? null },
  { name: 'hmget', arity: -3, flags: READ, keys: KEY, doc: doc('The values of fields.', '2.0.0'), run: (call) => {
    const hash = find(call)
    return call.args.slice(2).map((field) => hash?.fields.get(field) ?? null)
  } },
  { name: 'hgetall', arity: 2, flags: ['readonly'], keys: KEY, doc: doc('All fields and values.', '2.0.0'), run: getAll },
  { name: 'hdel', arity: -3, flags: ['write', 'fast'], keys: KEY, doc: doc('Removes fields.', '2.0.0'), run: remove },
  { name: 'hlen', arity: 2, flags: READ, keys: KEY, doc: doc('How many fields there are.', '2.0.0'), run: (call) => find(call)?.fields.size ?? 0 },
  { name: 'hstrlen', arity: 3, flags: READ, keys: KEY, doc: doc('How many bytes the value of a field has.', '3.2.0'), run: (call) => find(call)?.fields.get(call.args[2] as Bytes)?.length ?? 0 },
  { name: 'hexists', arity: 3, flags: READ, keys: KEY, doc: doc('Whether a field is there.', '2.0.0'), run: (call) => Number(find(call)?.fields.has(call.args[2] as Bytes) ?? false) },
  { name: 'hkeys', arity: 2, flags: ['readonly'], keys: KEY, doc: doc('All fields.', '2.0.0'), run: (call) => [...(find(call)?.fields.keys() ?? [])] },
  { name: 'hvals', arity: 2, flags: ['readonly'], keys: KEY, doc: doc('All values.', '2.0.0'), run: (call) => [...(find(call)?.fields.values() ?? [])] },
  { name: 'hincrby', arity: 4, flags: WRITE, keys: KEY, doc: doc('Adds a whole number to a field.', '2.0.0'), run: incrBy },
  { name: 'hincrbyfloat', arity: 4, flags: WRITE, keys: KEY, doc: doc('Adds a number to a field.', '2.6.0'), run: incrByFloat },
  { name: 'hscan', arity: -3, flags: ['readonly'], keys: KEY, doc: doc('Walks over the fields.', '2.8.0'), run: scan },
  { name: 'hrandfield', arity: -2, flags: ['readonly'], keys: KEY, doc: doc('Fields by chance.', '6.2.0'), run: pickRandom }
]
