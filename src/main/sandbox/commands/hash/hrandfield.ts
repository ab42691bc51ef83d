import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { argument, block, KEY, optional, word } from '../argument-docs'
import { parseSignedCount, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { pickIndexes, randomIndex } from '../random-indexes'
import { findHash } from './find-hash'

export const hrandfield: Command = {
  name: 'hrandfield', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run,
  doc: {
    summary: 'Answers with fields taken at random, which stay. A negative count may give the same one again.', since: '6.2.0', group: 'hash', complexity: 'O(N) in the count',
    arguments: [KEY, optional(block('options', argument('count', 'integer'), optional(word('WITHVALUES'))))]
  }
}

function run(call: Call): Reply {
  const { args, client, engine: { random } } = call
  if (args.length === 2) {
    const fields = findHash(call)
    return fields?.at(randomIndex(random, fields.size))?.[0] ?? null
  }
  const count = parseSignedCount(args[2])
  const withValues = args.length > 3
  if (args.length > 4 || (withValues && toWord(args[3]) !== 'WITHVALUES')) throw syntaxError()
  // Half of the range, since each counts twice in the answer.
  if (withValues && Math.abs(count) > 2 ** 62) throw new CommandError('ERR value is out of range')
  const fields = findHash(call)
  const picked = pickIndexes(random, fields?.size ?? 0, count).map((index) => fields?.at(index) as [Bytes, Bytes])
  if (!withValues) return picked.map(([field]) => field)
  return client.protocol === 3 ? picked : picked.flat()
}
