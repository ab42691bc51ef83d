import type { Bytes } from '../../protocol/bytes'
import { MapReply, type Reply } from '../../protocol/reply'
import { argument, KEY, multiple } from '../argument-docs'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findHash } from './find-hash'

const FLAGS: readonly CommandFlag[] = ['readonly', 'fast']
const FIELD = [KEY, argument('field')]

function getField(call: Call): Bytes | undefined {
  return findHash(call)?.get(call.args[2] as Bytes)
}

function getFields(call: Call): Reply {
  const fields = findHash(call)
  return call.args.slice(2).map((field) => fields?.get(field) ?? null)
}

export const readFieldsCommands: readonly Command[] = [
  {
    name: 'hget', arity: 3, flags: FLAGS, keys: FIRST_KEY, run: (call) => getField(call) ?? null,
    doc: { summary: 'Answers with the value of a field.', since: '2.0.0', group: 'hash', complexity: 'O(1)', arguments: FIELD }
  },
  {
    name: 'hmget', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: getFields,
    doc: { summary: 'Answers with the values of many fields.', since: '2.0.0', group: 'hash', complexity: 'O(1) for each field', arguments: [KEY, multiple(argument('field'))] }
  },
  {
    name: 'hexists', arity: 3, flags: FLAGS, keys: FIRST_KEY, run: (call) => (getField(call) === undefined ? 0 : 1),
    doc: { summary: 'Answers whether a field is there.', since: '2.0.0', group: 'hash', complexity: 'O(1)', arguments: FIELD }
  },
  {
    name: 'hstrlen', arity: 3, flags: FLAGS, keys: FIRST_KEY, run: (call) => getField(call)?.length ?? 0,
    doc: { summary: 'Answers with the number of bytes of the value of a field.', since: '3.2.0', group: 'hash', complexity: 'O(1)', arguments: FIELD }
  },
  {
    name: 'hlen', arity: 2, flags: FLAGS, keys: FIRST_KEY, run: (call) => findHash(call)?.size ?? 0,
    doc: { summary: 'Answers with the number of fields.', since: '2.0.0', group: 'hash', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'hgetall', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: (call) => new MapReply([...(findHash(call) ?? [])]),
    doc: { summary: 'Answers with all fields and their values. In a large hash Redis may have them in another order.', since: '2.0.0', group: 'hash', complexity: 'O(N) in the number of fields', arguments: [KEY] }
  },
  {
    name: 'hkeys', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: (call) => [...(findHash(call)?.keys() ?? [])],
    doc: { summary: 'Answers with all fields.', since: '2.0.0', group: 'hash', complexity: 'O(N) in the number of fields', arguments: [KEY] }
  },
  {
    name: 'hvals', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: (call) => [...(findHash(call)?.values() ?? [])],
    doc: { summary: 'Answers with all values.', since: '2.0.0', group: 'hash', complexity: 'O(N) in the number of fields', arguments: [KEY] }
  }
]
