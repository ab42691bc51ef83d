import type { Value } from '../../keyspace/value'
import type { Bytes } from '../../protocol/bytes'
import type { Stream } from '../../stream/stream'
import type { Reply } from '../../protocol/reply'
import { parseInteger, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { toHelpReply } from '../help-reply'

/** What one JavaScript string and one slot of a collection cost beside their bytes, about. */
const STRING = 24
const SLOT = 40

function sizeOf(value: Value): number {
  switch (value.type) {
    case 'string':
      return STRING + value.bytes.length
    case 'list':
      return sum(value.items)
    case 'set':
      return sum(value.members)
    case 'hash':
      return sum(value.fields.keys()) + sum(value.fields.values())
    case 'stream':
      return sizeOfStream(value)
  }
}

/** A row of a pending list is about as large as 15 numbers. */
const PENDING = 120

function sizeOfStream({ log, groups }: Stream): number {
  let total = 0
  for (const node of log.nodes()) total += SLOT + node.byteLength
  for (const [, group] of groups) total += SLOT + group.pending.size * PENDING + group.consumers.size * 3 * SLOT
  return total
}

function sum(strings: Iterable<Bytes>): number {
  let total = 0
  for (const text of strings) total += SLOT + STRING + text.length
  return total
}

/** An estimate, as Redis's own is: another server keeps things in another way. */
function usage({ engine, args, db }: Call): Reply {
  if (args.length > 3) {
    if (args.length !== 5 || toWord(args[3]) !== 'SAMPLES') throw syntaxError()
    parseInteger(args[4])
  }
  const key = args[2] as Bytes
  const value = engine.keyspace.peek(db, key)
  return value === undefined ? null : SLOT + STRING + key.length + sizeOf(value)
}

const HELP = ['USAGE <key> [SAMPLES <count>]', '    Return memory in bytes used by <key> and its value, about.']

export const memory: Command = {
  name: 'memory', arity: -2, flags: [], doc: { summary: 'A container for questions about memory.', since: '4.0.0', group: 'server' },
  subcommands: [{
    name: 'memory|usage', arity: -3, flags: ['readonly'], keys: { first: 2, last: 2, step: 1 },
    doc: { summary: 'About how many bytes a key and its value take.', since: '4.0.0', group: 'server', complexity: 'O(N) in the size of the value', arguments: [{ name: 'key', type: 'key' }, { name: 'count', type: 'integer', token: 'SAMPLES', flags: ['optional'] }] },
    run: usage
  }, { name: 'memory|help', arity: 2, flags: ['loading', 'stale'], doc: { summary: 'Tells of the subcommands.', since: '4.0.0', group: 'server' }, run: (call) => toHelpReply(call, HELP) }]
}
