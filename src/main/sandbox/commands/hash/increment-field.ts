import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { addFloats, parseFloatNumber } from '../add-floats'
import { addIntegers } from '../add-integers'
import { argument, KEY } from '../argument-docs'
import { parseInteger } from '../arguments'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToWrite, tellChange } from '../value-access'
import { findOrPutHash } from './find-hash'

const FLAGS: readonly CommandFlag[] = ['write', 'denyoom', 'fast']

function addInteger(call: Call): Reply {
  const [key, field] = [call.args[1] as Bytes, call.args[2] as Bytes]
  const by = parseInteger(call.args[3])
  const before = findToWrite(call, key, 'hash')?.fields.get(field)
  const sum = addIntegers(before === undefined ? 0 : parseInteger(before, 'ERR hash value is not an integer'), by)
  findOrPutHash(call).set(field, String(sum))
  tellChange(call, key, 'h', 'hincrby')
  return sum
}

function addFloat(call: Call): Reply {
  const [key, field] = [call.args[1] as Bytes, call.args[2] as Bytes]
  const by = parseFloatNumber(call.args[3])
  // Looked at before the hash is made: Redis once left an empty one behind (until 7.0.11).
  if (by === 'infinite') throw new CommandError('ERR value is NaN or Infinity')
  const before = findToWrite(call, key, 'hash')?.fields.get(field)
  const sum = addFloats(parseFloatNumber(before, 'ERR hash value is not a float'), by)
  findOrPutHash(call).set(field, sum)
  tellChange(call, key, 'h', 'hincrbyfloat')
  return sum
}

export const incrementFieldCommands: readonly Command[] = [
  {
    name: 'hincrby', arity: 4, flags: FLAGS, keys: FIRST_KEY, run: addInteger,
    doc: { summary: 'Adds to the whole number that a field holds; no field counts as 0.', since: '2.0.0', group: 'hash', complexity: 'O(1)', arguments: [KEY, argument('field'), argument('increment', 'integer')] }
  },
  {
    name: 'hincrbyfloat', arity: 4, flags: FLAGS, keys: FIRST_KEY, run: addFloat,
    doc: { summary: 'Adds to the number that a field holds, with up to 17 digits after the point.', since: '2.6.0', group: 'hash', complexity: 'O(1)', arguments: [KEY, argument('field'), argument('increment', 'double')] }
  }
]
