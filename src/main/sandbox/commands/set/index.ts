import { matchGlob } from '../../keyspace/match-glob'
import type { SetValue } from '../../keyspace/value'
import { parseInt64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, SetReply, type Reply } from '../../protocol/reply'
import { parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag, KeyRange } from '../command'
import { findOrMake, findValue, removeIfEmpty } from '../key-access'
import { parseScan } from '../parse-scan'

const KEY: KeyRange = { first: 1, last: 1, step: 1 }
const ALL_KEYS: KeyRange = { first: 1, last: -1, step: 1 }
const WRITE: readonly CommandFlag[] = ['write', 'denyoom', 'fast']
const READ: readonly CommandFlag[] = ['readonly', 'fast']
/** Up to here a set of whole numbers is kept in their order (set-max-intset-entries). */
const SORTED_UP_TO = 512

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'set', complexity: 'O(N) in the number of members' }
}

function find(call: Call): SetValue | undefined {
  return findValue(call, call.args[1] as Bytes, 'set')
}

/** As Redis lists them: small sets of whole numbers in their order, others in an order of their own. */
function membersOf(members: ReadonlySet<Bytes>): Bytes[] {
  const all = [...members]
  if (all.length > SORTED_UP_TO || all.some((member) => parseInt64(member) === undefined)) return all
  return all.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
}

function tell({ engine, db }: Call, event: Bytes, key: Bytes): void {
  engine.keyspace.modified(db, key)
  engine.keyspace.notify('s', event, db, key)
}

function add(call: Call): Reply {
  const key = call.args[1] as Bytes
  const { members } = findOrMake(call, key, 'set', () => ({ type: 'set', members: new Set() }))
  const before = members.size
  for (const member of call.args.slice(2)) members.add(member)
  if (members.size > before) tell(call, 'sadd', key)
  return members.size - before
}

function remove(call: Call): Reply {
  const key = call.args[1] as Bytes
  const members = find(call)?.members
  if (members === undefined) return 0
  const removed = call.args.slice(2).filter((member) => members.delete(member)).length
  if (removed > 0) {
    tell(call, 'srem', key)
    removeIfEmpty(call, key, members.size)
  }
  return removed
}

function takeRandom(call: Call, from: Bytes[], count: number): Bytes[] {
  const taken: Bytes[] = []
  while (taken.length < count && from.length > 0) taken.push(...from.splice(Math.floor(call.engine.random() * from.length), 1))
  return taken
}

function pop(call: Call): Reply {
  const key = call.args[1] as Bytes
  if (call.args.length > 3) throw syntaxError()
  const wanted = call.args[2] === undefined ? undefined : parseNumber(call.args[2], 'ERR value is out of range, must be positive')
  if (wanted !== undefined && wanted < 0) throw new CommandError('ERR value is out of range, must be positive')
  const members = find(call)?.members
  if (members === undefined) return wanted === undefined ? null : new SetReply([])
  if (wanted === 0) return new SetReply([])
  const taken = takeRandom(call, [...members], wanted ?? 1)
  for (const member of taken) members.delete(member)
  tell(call, 'spop', key)
  removeIfEmpty(call, key, members.size)
  return wanted === undefined ? (taken[0] ?? null) : new SetReply(taken)
}

function pickRandom(call: Call): Reply {
  if (call.args.length > 3) throw syntaxError()
  const count = call.args[2] === undefined ? undefined : parseNumber(call.args[2])
  const members = [...(find(call)?.members ?? [])]
  if (count === undefined) return takeRandom(call, members, 1)[0] ?? null
  if (count >= 0) return new SetReply(takeRandom(call, members, count))
  return members.length === 0 ? [] : Array.from({ length: -count }, () => members[Math.floor(call.engine.random() * members.length)] as Bytes)
}

function move(call: Call): Reply {
  const [from, to, member] = call.args.slice(1) as [Bytes, Bytes, Bytes]
  const source = findValue(call, from, 'set')
  if (source === undefined) return 0
  const target = findValue(call, to, 'set')
  if (source === target) return Number(source.members.has(member))
  if (!source.members.delete(member)) return 0
  tell(call, 'srem', from)
  removeIfEmpty(call, from, source.members.size)
  const { members } = findOrMake(call, to, 'set', () => ({ type: 'set', members: new Set() }))
  if (!members.has(member)) {
    members.add(member)
    tell(call, 'sadd', to)
  }
  return 1
}

type Combine = (sets: readonly ReadonlySet<Bytes>[]) => Set<Bytes>

const intersect: Combine = ([first = new Set<Bytes>(), ...others]) => new Set([...first].filter((member) => others.every((set) => set.has(member))))
const unite: Combine = (sets) => new Set(sets.flatMap((set) => [...set]))
const subtract: Combine = ([first = new Set<Bytes>(), ...others]) => new Set([...first].filter((member) => !others.some((set) => set.has(member))))

function readSets(call: Call, keys: readonly Bytes[]): ReadonlySet<Bytes>[] {
  return keys.map((key) => findValue(call, key, 'set')?.members ?? new Set())
}

function combined(combine: Combine): (call: Call) => Reply {
  return (call) => new SetReply(membersOf(combine(readSets(call, call.args.slice(1)))))
}

function stored(combine: Combine, event: Bytes): (call: Call) => Reply {
  return (call) => {
    const { engine: { keyspace }, db, args } = call
    const key = args[1] as Bytes
    const members = combine(readSets(call, args.slice(2)))
    if (members.size > 0) {
      keyspace.put(db, key, { type: 'set', members })
      keyspace.notify('s', event, db, key)
    } else if (keyspace.find(db, key) !== undefined) {
      keyspace.remove(db, key)
      keyspace.notify('g', 'del', db, key)
    }
    return members.size
  }
}

function intersectionSize(call: Call): Reply {
  const { args } = call
  const keys = parseNumber(args[1], 'ERR numkeys should be greater than 0')
  if (keys < 1) throw new CommandError('ERR numkeys should be greater than 0')
  if (keys > args.length - 2) throw new CommandError("ERR Number of keys can't be greater than number of args")
  let limit = 0
  if (args.length > keys + 2) {
    if (args.length !== keys + 4 || toWord(args[keys + 2]) !== 'LIMIT') throw syntaxError()
    limit = parseNumber(args[keys + 3], "ERR LIMIT can't be negative")
    if (limit < 0) throw new CommandError("ERR LIMIT can't be negative")
  }
  const { size } = intersect(readSets(call, args.slice(2, 2 + keys)))
  return limit === 0 ? size : Math.min(limit, size)
}

function scan(call: Call): Reply {
  const { pattern } = parseScan(call.args, 2)
  return ['0', membersOf(find(call)?.members ?? new Set()).filter((member) => pattern === undefined || matchGlob(pattern, member))]
}

export const setCommands: readonly Command[] = [
  { name: 'sadd', arity: -3, flags: WRITE, keys: KEY, doc: doc('Adds members.', '1.0.0'), run: add },
  { name: 'srem', arity: -3, flags: ['write', 'fast'], keys: KEY, doc: doc('Removes members.', '1.0.0'), run: remove },
  { name: 'smembers', arity: 2, flags: ['readonly'], keys: KEY, doc: doc('All members.', '1.0.0'), run: (call) => new SetReply(membersOf(find(call)?.members ?? new Set())) },
  { name: 'sismember', arity: 3, flags: READ, keys: KEY, doc: doc('Whether it is a member.', '1.0.0'), run: (call) => Number(find(call)?.members.has(call.args[2] as Bytes) ?? false) },
  { name: 'smismember', arity: -3, flags: READ, keys: KEY, doc: doc('Which of them are members.', '6.2.0'), run: (call) => {
    const members = find(call)?.members
    return call.args.slice(2).map((member) => Number(members?.has(member) ?? false))
  } },
  { name: 'scard', arity: 2, flags: READ, keys: KEY, doc: doc('How many members there are.', '1.0.0'), run: (call) => find(call)?.members.size ?? 0 },
  { name: 'spop', arity: -2, flags: ['write', 'fast'], keys: KEY, doc: doc('Takes members by chance.', '1.0.0'), run: pop },
  { name: 'srandmember', arity: -2, flags: ['readonly'], keys: KEY, doc: doc('Members by chance.', '1.0.0'), run: pickRandom },
  { name: 'smove', arity: 4, flags: ['write', 'fast'], keys: { first: 1, last: 2, step: 1 }, doc: doc('Moves a member to another set.', '1.0.0'), run: move },
  { name: 'sinter', arity: -2, flags: ['readonly'], keys: ALL_KEYS, doc: doc('Members of all sets.', '1.0.0'), run: combined(intersect) },
  { name: 'sunion', arity: -2, flags: ['readonly'], keys: ALL_KEYS, doc: doc('Members of any set.', '1.0.0'), run: combined(unite) },
  { name: 'sdiff', arity: -2, flags: ['readonly'], keys: ALL_KEYS, doc: doc('Members of the first set only.', '1.0.0'), run: combined(subtract) },
  { name: 'sinterstore', arity: -3, flags: ['write', 'denyoom'], keys: ALL_KEYS, doc: doc('Keeps the members of all sets.', '1.0.0'), run: stored(intersect, 'sinterstore') },
  { name: 'sunionstore', arity: -3, flags: ['write', 'denyoom'], keys: ALL_KEYS, doc: doc('Keeps the members of any set.', '1.0.0'), run: stored(unite, 'sunionstore') },
  { name: 'sdiffstore', arity: -3, flags: ['write', 'denyoom'], keys: ALL_KEYS, doc: doc('Keeps the members of the first set only.', '1.0.0'), run: stored(subtract, 'sdiffstore') },
  { name: 'sintercard', arity: -3, flags: ['readonly', 'movablekeys'], keys: (args) => args.slice(2, 2 + Number(args[1])), doc: doc('How many members all sets have.', '7.0.0'), run: intersectionSize },
  { name: 'sscan', arity: -3, flags: ['readonly'], keys: KEY, doc: doc('Walks over the members.', '2.8.0'), run: scan }
]
