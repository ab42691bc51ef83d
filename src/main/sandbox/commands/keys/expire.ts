import { INT64_MAX } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { argument, KEY, oneOf, optional, word } from '../argument-docs'
import { parseInteger, toWord } from '../arguments'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { toCText } from '../stream/c-text'
import { removeKey, tellChange } from '../value-access'

const FLAGS: readonly CommandFlag[] = ['write', 'fast']
const CONDITIONS = ['NX', 'XX', 'GT', 'LT'] as const

type Condition = (typeof CONDITIONS)[number]

/** Only XX goes together with GT or LT. */
function parseConditions(words: readonly Bytes[]): Set<Condition> {
  const conditions = new Set<Condition>()
  for (const text of words) {
    const condition = CONDITIONS.find((known) => known === toWord(text))
    if (condition === undefined) throw new CommandError(`ERR Unsupported option ${toCText(text)}`)
    conditions.add(condition)
  }
  if (conditions.has('NX') && conditions.size > 1) throw new CommandError('ERR NX and XX, GT or LT options at the same time are not compatible')
  if (conditions.has('GT') && conditions.has('LT')) throw new CommandError('ERR GT and LT options at the same time are not compatible')
  return conditions
}

/** A key that stays counts as one that goes at the end of time. */
function isMet(condition: Condition, expiresAt: number, current: number | undefined): boolean {
  switch (condition) {
    case 'NX':
      return current === undefined
    case 'XX':
      return current !== undefined
    case 'GT':
      return expiresAt > (current ?? Infinity)
    case 'LT':
      return expiresAt < (current ?? Infinity)
  }
}

interface TimeKind {
  /** How many milliseconds its unit has. */
  unit: 1 | 1000
  /** From now on, or since 1970. */
  since: 'now' | '1970'
}

/** Any number but one beyond 64 bits: a time that is over removes the key. */
function parseTime({ args, engine }: Call, { unit, since }: TimeKind): number {
  const length = BigInt(parseInteger(args[2])) * BigInt(unit)
  const at = since === 'now' ? length + BigInt(engine.clock.now()) : length
  if (at > INT64_MAX || length < -INT64_MAX - 1n) throw new CommandError(`ERR invalid expire time in '${(args[0] as Bytes).toLowerCase()}' command`)
  return Number(at)
}

function expire(kind: TimeKind): (call: Call) => Reply {
  return (call) => {
    const { args, db, engine: { clock, keyspace } } = call
    const key = args[1] as Bytes
    const conditions = parseConditions(args.slice(3))
    const expiresAt = parseTime(call, kind)
    if (keyspace.find(db, key, 'write') === undefined) return 0
    const current = db.expiresAt(key)
    for (const condition of conditions) if (!isMet(condition, expiresAt, current)) return 0
    if (expiresAt <= clock.now()) removeKey(call, key)
    else {
      db.setExpiry(key, expiresAt)
      tellChange(call, key, 'g', 'expire')
    }
    return 1
  }
}

const CONDITION = optional(oneOf('condition', ...CONDITIONS.map(word)))
const HISTORY = [['7.0.0', 'NX, XX, GT and LT.']] as const

export const expireCommands: readonly Command[] = [
  {
    name: 'expire', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: expire({ unit: 1000, since: 'now' }),
    doc: { summary: 'Lets a key go after some seconds.', since: '1.0.0', group: 'generic', complexity: 'O(1)', history: HISTORY, arguments: [KEY, argument('seconds', 'integer'), CONDITION] }
  },
  {
    name: 'pexpire', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: expire({ unit: 1, since: 'now' }),
    doc: { summary: 'Lets a key go after some milliseconds.', since: '2.6.0', group: 'generic', complexity: 'O(1)', history: HISTORY, arguments: [KEY, argument('milliseconds', 'integer'), CONDITION] }
  },
  {
    name: 'expireat', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: expire({ unit: 1000, since: '1970' }),
    doc: { summary: 'Lets a key go at a time, in seconds since 1970.', since: '1.2.0', group: 'generic', complexity: 'O(1)', history: HISTORY, arguments: [KEY, argument('unix-time-seconds', 'unix-time'), CONDITION] }
  },
  {
    name: 'pexpireat', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: expire({ unit: 1, since: '1970' }),
    doc: { summary: 'Lets a key go at a time, in milliseconds since 1970.', since: '2.6.0', group: 'generic', complexity: 'O(1)', history: HISTORY, arguments: [KEY, argument('unix-time-milliseconds', 'unix-time'), CONDITION] }
  }
]
