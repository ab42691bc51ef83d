import type { Bytes } from '../../protocol/bytes'
import { addInt64, INT64_MAX, type Int64 } from '../../protocol/int64'
import { CommandError, type Reply } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import { PendingEntry } from '../../stream/pending-entry'
import { parseInteger } from '../arguments'
import type { Call, Command } from '../command'
import { parseIdsBlock } from './ids-block'
import { countChanges, findStream } from './stream-access'

/** From its documentation; no server that has it was at hand. What it says on errors is taken from XACKDEL. */
export const xnack: Command = {
  name: 'xnack', arity: -7, flags: ['write', 'fast'], keys: { first: 1, last: 1, step: 1 }, capability: 'negativeAck', run,
  doc: {
    summary: 'Gives pending entries back to their group: they have no owner, and the next one who claims gets them first.', since: '8.8.0', group: 'stream', complexity: 'O(log N) for each entry.',
    arguments: [
      { name: 'key', type: 'key' },
      { name: 'group', type: 'string' },
      {
        name: 'mode', type: 'oneof', arguments: [
          { name: 'silent', type: 'pure-token', token: 'SILENT' },
          { name: 'fail', type: 'pure-token', token: 'FAIL' },
          { name: 'fatal', type: 'pure-token', token: 'FATAL' }
        ]
      },
      { name: 'ids', type: 'block', token: 'IDS', arguments: [{ name: 'numids', type: 'integer' }, { name: 'id', type: 'string', flags: ['multiple'] }] },
      { name: 'count', type: 'integer', token: 'RETRYCOUNT', flags: ['optional'] },
      { name: 'force', type: 'pure-token', token: 'FORCE', flags: ['optional'] }
    ]
  }
}

type Mode = 'silent' | 'fail' | 'fatal'

function run(call: Call): Reply {
  const { args } = call
  const { mode, ids, retryCount, force } = parseOptions(args)
  const stream = findStream(call, args[1] as Bytes)
  const group = stream?.groups.get(args[2] as Bytes)
  if (stream === undefined || group === undefined) return 0
  let released = 0
  for (const id of ids.map(parseId)) {
    const pending = group.pending.get(id)
    if (pending !== undefined) group.assign(pending, undefined, 0, retryCount ?? countAfter(mode, pending.deliveries))
    else if (force && stream.log.has(id)) group.add(new PendingEntry(id, undefined, 0, retryCount ?? (mode === 'fatal' ? INT64_MAX : 0)))
    else continue
    released += 1
    countChanges(call)
  }
  return released
}

/** SILENT takes the delivery back, FAIL lets it count, FATAL marks the entry as one that nobody can handle. */
function countAfter(mode: Mode, deliveries: Int64): Int64 {
  if (mode === 'fatal') return INT64_MAX
  return mode === 'silent' && deliveries > 0 ? addInt64(deliveries, -1) : deliveries
}

function parseOptions(args: readonly Bytes[]): { mode: Mode; ids: Bytes[]; retryCount: Int64 | undefined; force: boolean } {
  const mode = args[3]?.toLowerCase()
  if ((mode !== 'silent' && mode !== 'fail' && mode !== 'fatal') || args[4]?.toLowerCase() !== 'ids') throw new CommandError('ERR syntax error')
  const { ids, next } = parseIdsBlock(args, 5)
  let retryCount: Int64 | undefined
  let force = false
  for (let at = next; at < args.length; at++) {
    const option = args[at]?.toLowerCase()
    const value = args[at + 1]
    if (option === 'force') force = true
    else if (option === 'retrycount' && value !== undefined) {
      retryCount = parseInteger(value)
      if (retryCount < 0) throw new CommandError('ERR RETRYCOUNT must be >= 0')
      at += 1
    } else throw new CommandError('ERR syntax error')
  }
  return { mode, ids, retryCount, force }
}
