import { MemberSet } from '../../keyspace/member-set'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, SetReply, type Reply } from '../../protocol/reply'
import { after, argument, KEYS, optional } from '../argument-docs'
import { parseCount, parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { ALL_KEYS } from '../key-ranges'
import { removeKey } from '../value-access'
import { readSet } from './find-set'

type Sets = readonly (MemberSet | undefined)[]
type Combine = (sets: Sets) => Iterable<Bytes>

/** Goes through the smallest one, and looks into the others for each of its members. */
function* intersect(sets: Sets): Generator<Bytes> {
  const present = sets.flatMap((set) => set ?? [])
  if (present.length < sets.length) return
  const [smallest, ...others] = present.sort((a, b) => a.size - b.size)
  for (const member of smallest ?? []) if (others.every((other) => other.has(member))) yield member
}

function unite(sets: Sets): MemberSet {
  const all = new MemberSet()
  for (const set of sets) for (const member of set ?? []) all.add(member)
  return all
}

/** What is in the first one and in none of the others. */
function* subtract([first, ...others]: Sets): Generator<Bytes> {
  for (const member of first ?? []) if (!others.some((other) => other?.has(member) === true)) yield member
}

function answer(combine: Combine): (call: Call) => Reply {
  return (call) => new SetReply([...combine(call.args.slice(1).map((key) => readSet(call, key)))])
}

/** An empty result removes what was there, and that is told as `del`. */
function store(combine: Combine, event: string): (call: Call) => Reply {
  return (call) => {
    const { args, db, engine: { keyspace } } = call
    const destination = args[1] as Bytes
    const members = MemberSet.from(combine(args.slice(2).map((key) => readSet(call, key))))
    if (members.size === 0) {
      removeKey(call, destination)
      return 0
    }
    keyspace.find(db, destination, 'write')
    keyspace.put(db, destination, { type: 'set', members })
    keyspace.notify('s', event, db, destination)
    return members.size
  }
}

function keysAfterNumber(args: readonly Bytes[]): Bytes[] {
  return args.slice(2, 2 + parseNumber(args[1]))
}

function countIntersection(call: Call): Reply {
  const { args } = call
  const numberOfKeys = parseCount(args[1], 'ERR numkeys should be greater than 0')
  if (numberOfKeys === 0) throw new CommandError('ERR numkeys should be greater than 0')
  if (numberOfKeys > args.length - 2) throw new CommandError("ERR Number of keys can't be greater than number of args")
  let limit = 0
  for (let at = 2 + numberOfKeys; at < args.length; at += 2) {
    if (toWord(args[at]) !== 'LIMIT' || args[at + 1] === undefined) throw syntaxError()
    limit = parseCount(args[at + 1], "ERR LIMIT can't be negative")
  }
  let count = 0
  for (const _ of intersect(keysAfterNumber(args).map((key) => readSet(call, key)))) {
    count += 1
    if (count === limit) break
  }
  return count
}

const STORED = [argument('destination', 'key'), KEYS]

export const combineCommands: readonly Command[] = [
  {
    name: 'sinter', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: answer(intersect),
    doc: { summary: 'Answers with the members that all of the sets have.', since: '1.0.0', group: 'set', complexity: 'O(N*M): the size of the smallest set times the number of sets', arguments: [KEYS] }
  },
  {
    name: 'sinterstore', arity: -3, flags: ['write', 'denyoom'], keys: ALL_KEYS, run: store(intersect, 'sinterstore'),
    doc: { summary: 'Puts the members that all of the sets have into another set.', since: '1.0.0', group: 'set', complexity: 'O(N*M): the size of the smallest set times the number of sets', arguments: STORED }
  },
  {
    name: 'sintercard', arity: -3, flags: ['readonly', 'movablekeys'], keys: keysAfterNumber, run: countIntersection,
    doc: { summary: 'Counts the members that all of the sets have, up to a limit.', since: '7.0.0', group: 'set', complexity: 'O(N*M): the size of the smallest set times the number of sets', arguments: [argument('numkeys', 'integer'), KEYS, optional(after('LIMIT', 'limit'))] }
  },
  {
    name: 'sunion', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: answer(unite),
    doc: { summary: 'Answers with the members that any of the sets has.', since: '1.0.0', group: 'set', complexity: 'O(N) in the number of members of all sets', arguments: [KEYS] }
  },
  {
    name: 'sunionstore', arity: -3, flags: ['write', 'denyoom'], keys: ALL_KEYS, run: store(unite, 'sunionstore'),
    doc: { summary: 'Puts the members that any of the sets has into another set.', since: '1.0.0', group: 'set', complexity: 'O(N) in the number of members of all sets', arguments: STORED }
  },
  {
    name: 'sdiff', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: answer(subtract),
    doc: { summary: 'Answers with the members that only the first of the sets has.', since: '1.0.0', group: 'set', complexity: 'O(N) in the number of members of all sets', arguments: [KEYS] }
  },
  {
    name: 'sdiffstore', arity: -3, flags: ['write', 'denyoom'], keys: ALL_KEYS, run: store(subtract, 'sdiffstore'),
    doc: { summary: 'Puts the members that only the first of the sets has into another set.', since: '1.0.0', group: 'set', complexity: 'O(N) in the number of members of all sets', arguments: STORED }
  }
]
