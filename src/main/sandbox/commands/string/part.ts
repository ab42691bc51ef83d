import { toRawValue, toStringValue } from '../../keyspace/string-value'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { argument, KEY } from '../argument-docs'
import { parseNumber } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToRead, findToWrite } from '../value-access'
import { changeString, refuseTooLong } from './change-string'

/** Both ends are part of it; negative numbers count from the end of the string. */
function getRange(call: Call): Reply {
  const { args } = call
  const [start, end] = [parseNumber(args[2]), parseNumber(args[3])]
  const bytes = findToRead(call, args[1] as Bytes, 'string')?.bytes ?? ''
  // Otherwise both would be moved to the first byte, and it would be answered.
  if (start < 0 && end < 0 && start > end) return ''
  const toIndex = (number: number): number => Math.max(0, number < 0 ? bytes.length + number : number)
  return bytes.slice(toIndex(start), toIndex(end) + 1)
}

/** Writes over a part; zero bytes fill what lies between the end and the part. */
function setRange(call: Call): Reply {
  const { args } = call
  const [key, part] = [args[1] as Bytes, args[3] as Bytes]
  const offset = parseNumber(args[2])
  if (offset < 0) throw new CommandError('ERR offset is out of range')
  const before = findToWrite(call, key, 'string')?.bytes ?? ''
  if (part === '') return before.length
  refuseTooLong(call, offset + part.length)
  const bytes = before.slice(0, offset).padEnd(offset, '\0') + part + before.slice(offset + part.length)
  changeString(call, key, toRawValue(bytes), 'setrange')
  return bytes.length
}

function append(call: Call): Reply {
  const [key, part] = [call.args[1] as Bytes, call.args[2] as Bytes]
  const before = findToWrite(call, key, 'string')
  if (before !== undefined) refuseTooLong(call, before.bytes.length + part.length)
  const value = before === undefined ? toStringValue(part) : toRawValue(before.bytes + part)
  changeString(call, key, value, 'append')
  return value.bytes.length
}

const RANGE = [KEY, argument('start', 'integer'), argument('end', 'integer')]

export const partCommands: readonly Command[] = [
  {
    name: 'append', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: append,
    doc: { summary: 'Adds bytes at the end of a string.', since: '2.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('value')] }
  },
  {
    name: 'getrange', arity: 4, flags: ['readonly'], keys: FIRST_KEY, run: getRange,
    doc: { summary: 'Answers with a part of a string.', since: '2.4.0', group: 'string', complexity: 'O(N) in the length of the part', arguments: RANGE }
  },
  {
    name: 'substr', arity: 4, flags: ['readonly'], keys: FIRST_KEY, run: getRange,
    doc: { summary: 'The old name of GETRANGE.', since: '1.0.0', group: 'string', complexity: 'O(N) in the length of the part', arguments: RANGE }
  },
  {
    name: 'setrange', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: setRange,
    doc: { summary: 'Writes over a part of a string, and makes it longer where need be.', since: '2.2.0', group: 'string', complexity: 'O(N) in the length of the string', arguments: [KEY, argument('offset', 'integer'), argument('value')] }
  }
]
