import { INT64_MAX, narrow } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { KEY } from '../argument-docs'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { tellChange } from '../value-access'

const FLAGS: readonly CommandFlag[] = ['readonly', 'fast']

/** -2 without a key, -1 for a key that stays. Seconds are rounded to the nearest. */
function answer(unit: 1 | 1000, since: 'now' | '1970'): (call: Call) => Reply {
  return ({ args, db, engine: { clock, keyspace } }) => {
    const key = args[1] as Bytes
    if (keyspace.find(db, key, 'glance') === undefined) return -2
    const expiresAt = db.expiresAt(key)
    if (expiresAt === undefined) return -1
    const ms = since === 'now' ? Math.max(0, expiresAt - clock.now()) : expiresAt
    return toInteger(unit === 1 ? ms : Math.floor((ms + 500) / 1000))
  }
}

/** Times far beyond any year are kept as doubles, and the last of them rounds up to 2^63. */
function toInteger(value: number): Reply {
  const exact = BigInt(value)
  return narrow(exact > INT64_MAX ? INT64_MAX : exact)
}

function persist(call: Call): Reply {
  const { args, db } = call
  const key = args[1] as Bytes
  call.engine.keyspace.find(db, key, 'write')
  if (db.expiresAt(key) === undefined) return 0
  db.setExpiry(key, undefined)
  tellChange(call, key, 'g', 'persist')
  return 1
}

export const timeToLiveCommands: readonly Command[] = [
  {
    name: 'ttl', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: answer(1000, 'now'),
    doc: { summary: 'Answers in how many seconds a key goes.', since: '1.0.0', group: 'generic', complexity: 'O(1)', history: [['2.8.0', '-2 for a key that is not there.']], arguments: [KEY] }
  },
  {
    name: 'pttl', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: answer(1, 'now'),
    doc: { summary: 'Answers in how many milliseconds a key goes.', since: '2.6.0', group: 'generic', complexity: 'O(1)', history: [['2.8.0', '-2 for a key that is not there.']], arguments: [KEY] }
  },
  {
    name: 'expiretime', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: answer(1000, '1970'),
    doc: { summary: 'Answers at what time a key goes, in seconds since 1970.', since: '7.0.0', group: 'generic', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'pexpiretime', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: answer(1, '1970'),
    doc: { summary: 'Answers at what time a key goes, in milliseconds since 1970.', since: '7.0.0', group: 'generic', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'persist', arity: 2, flags: ['write', 'fast'], keys: FIRST_KEY, run: persist,
    doc: { summary: 'Lets a key stay that was to go.', since: '2.2.0', group: 'generic', complexity: 'O(1)', arguments: [KEY] }
  }
]
