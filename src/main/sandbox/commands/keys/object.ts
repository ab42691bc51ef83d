import type { Value } from '../../keyspace/value'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { KEY } from '../argument-docs'
import type { Call, Command, CommandDoc, KeyRange } from '../command'
import { toHelpReply } from '../help-reply'
import { encodingOf } from './encoding-of'

const OBJECT_KEY: KeyRange = { first: 2, last: 2, step: 1 }

/** Whole numbers from 0 to 9999 are made once, and every string that is one of them is the same object. */
const SHARED_INTEGERS = 10_000
const SHARED_REFERENCES = 2 ** 31 - 1

const HELP = [
  'ENCODING <key>', '    Return the kind of internal representation used in order to store the value', '    associated with a <key>.',
  'FREQ <key>', '    Return the access frequency index of the <key>. The returned integer is', '    proportional to the logarithm of the recent access frequency of the key.',
  'IDLETIME <key>', '    Return the idle time of the <key>, that is the approximated number of', '    seconds elapsed since the last access to the key.',
  'REFCOUNT <key>', '    Return the number of references of the value associated with the specified', '    <key>.'
]

/** A subcommand that asks about a value. Asking is no use of it. */
function about(answer: (call: Call, value: Value, key: Bytes) => Reply): (call: Call) => Reply {
  return (call) => {
    const key = call.args[2] as Bytes
    const value = call.engine.keyspace.peek(call.db, key)
    return value === undefined ? null : answer(call, value, key)
  }
}

function countReferences(_call: Call, value: Value): Reply {
  const isShared = value.type === 'string' && value.encoding === 'int' && Number(value.bytes) >= 0 && Number(value.bytes) < SHARED_INTEGERS
  return isShared ? SHARED_REFERENCES : 1
}

function idleSeconds({ db, engine: { clock } }: Call, _value: Value, key: Bytes): Reply {
  const now = clock.now()
  return Math.floor((now - (db.usedAt(key) ?? now)) / 1000)
}

/** Nothing is ever evicted here, so nothing counts how often a key is used. */
function refuseFrequency(): never {
  throw new CommandError('ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.')
}

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'generic', complexity: 'O(1)', arguments: [KEY] }
}

export const object: Command = {
  name: 'object', arity: -2, flags: [], doc: { summary: 'Commands that ask how a value is kept.', since: '2.2.3', group: 'generic', complexity: 'Depends on the subcommand.' },
  subcommands: [
    { name: 'object|encoding', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Answers how Redis would keep the value.', '2.2.3'), run: about(({ engine }, value) => encodingOf(value, engine.release)) },
    { name: 'object|freq', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Answers how often a key is used, where that is counted; here it never is.', '4.0.0'), run: about(refuseFrequency) },
    { name: 'object|idletime', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Answers for how many seconds no command has used the key.', '2.2.3'), run: about(idleSeconds) },
    { name: 'object|refcount', arity: 3, flags: ['readonly'], keys: OBJECT_KEY, doc: doc('Answers in how many places Redis would use the same value.', '2.2.3'), run: about(countReferences) },
    { name: 'object|help', arity: 2, flags: ['loading', 'stale'], doc: { summary: 'Tells of the subcommands.', since: '6.2.0', group: 'generic', complexity: 'O(1)' }, run: (call) => toHelpReply(call, HELP) }
  ]
}
