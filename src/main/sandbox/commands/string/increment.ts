import { toStringValue, toTextValue } from '../../keyspace/string-value'
import { INT64_MAX, narrow, type Int64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { addFloats, parseFloatNumber } from '../add-floats'
import { addIntegers } from '../add-integers'
import { argument, KEY } from '../argument-docs'
import { parseInteger } from '../arguments'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToWrite } from '../value-access'
import { changeString } from './change-string'

const FLAGS: readonly CommandFlag[] = ['write', 'denyoom', 'fast']

/** All four commands tell of themselves as `incrby`. */
function add(call: Call, by: Int64): Reply {
  const key = call.args[1] as Bytes
  const before = findToWrite(call, key, 'string')
  const sum = addIntegers(before === undefined ? 0 : parseInteger(before.bytes), by)
  changeString(call, key, toStringValue(String(sum)), 'incrby')
  return sum
}

function subtract(call: Call): Reply {
  const by = BigInt(parseInteger(call.args[2]))
  // The one number of 64 bits that cannot be negated.
  if (by === -INT64_MAX - 1n) throw new CommandError('ERR decrement would overflow')
  return add(call, narrow(-by))
}

function addFloat(call: Call): Reply {
  const key = call.args[1] as Bytes
  const before = findToWrite(call, key, 'string')
  const sum = addFloats(parseFloatNumber(before?.bytes), parseFloatNumber(call.args[2]))
  changeString(call, key, toTextValue(sum), 'incrbyfloat')
  return sum
}

export const incrementCommands: readonly Command[] = [
  {
    name: 'incr', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: (call) => add(call, 1),
    doc: { summary: 'Adds one to the whole number that a string is; no key counts as 0.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'decr', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: (call) => add(call, -1),
    doc: { summary: 'Takes one from the whole number that a string is; no key counts as 0.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'incrby', arity: 3, flags: FLAGS, keys: FIRST_KEY, run: (call) => add(call, parseInteger(call.args[2])),
    doc: { summary: 'Adds a whole number to the one that a string is.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('increment', 'integer')] }
  },
  {
    name: 'decrby', arity: 3, flags: FLAGS, keys: FIRST_KEY, run: subtract,
    doc: { summary: 'Takes a whole number from the one that a string is.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('decrement', 'integer')] }
  },
  {
    name: 'incrbyfloat', arity: 3, flags: FLAGS, keys: FIRST_KEY, run: addFloat,
    doc: { summary: 'Adds a number to the one that a string is, with up to 17 digits after the point.', since: '2.6.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('increment', 'double')] }
  }
]
