import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import { deleteEntry, type ReferencePolicy } from '../../stream/references'
import type { Stream } from '../../stream/stream'
import type { StreamId } from '../../stream/stream-id'
import type { ArgumentDoc, Call, Command } from '../command'
import { parseIdsBlock } from './ids-block'
import { toReferencePolicy } from './reference-policy'
import { findStream } from './stream-access'
import { REFERENCE_ARGUMENT } from './xadd-doc'

const KEY = { first: 1, last: 1, step: 1 }
const IDS: ArgumentDoc = { name: 'ids', type: 'block', token: 'IDS', arguments: [{ name: 'numids', type: 'integer' }, { name: 'id', type: 'string', flags: ['multiple'] }] }

export const xdelex: Command = {
  name: 'xdelex', arity: -5, flags: ['write', 'fast'], keys: KEY, capability: 'ackDelete', run: runDelete,
  doc: {
    summary: 'Deletes entries from a stream, and says what becomes of the groups that need them.', since: '8.2.0', group: 'stream', complexity: 'O(log N) for each entry and group.',
    arguments: [{ name: 'key', type: 'key' }, REFERENCE_ARGUMENT, IDS]
  }
}

export const xackdel: Command = {
  name: 'xackdel', arity: -6, flags: ['write', 'fast'], keys: KEY, capability: 'ackDelete', run: runAcknowledge,
  doc: {
    summary: 'Acknowledges entries for a group and deletes them from the stream.', since: '8.2.0', group: 'stream', complexity: 'O(log N) for each entry and group.',
    arguments: [{ name: 'key', type: 'key' }, { name: 'group', type: 'string' }, REFERENCE_ARGUMENT, IDS]
  }
}

/** For each id: 1 for gone, -1 for not there, 2 for kept because some group needs it. */
type Result = 1 | -1 | 2

function runDelete(call: Call): Reply {
  const stream = findStream(call, call.args[1] as Bytes, 'write')
  const { policy, ids } = parseOptions(call.args, 2)
  // A key that is not there, like a group below, is answered before the ids are read.
  if (stream === undefined) return ids.map(() => -1)
  return removeAll(call, stream, ids.map(parseId), (id) => {
    const deleted = deleteEntry(stream, id, policy)
    return deleted === 'referenced' ? 2 : deleted ? 1 : -1
  })
}

function runAcknowledge(call: Call): Reply {
  const stream = findStream(call, call.args[1] as Bytes)
  const { policy, ids } = parseOptions(call.args, 3)
  const group = stream?.groups.get(call.args[2] as Bytes)
  if (stream === undefined || group === undefined) return ids.map(() => -1)
  return removeAll(call, stream, ids.map(parseId), (id) => {
    if (!group.remove(id)) return -1
    // Acknowledged is acknowledged, also when the entry is gone already.
    return deleteEntry(stream, id, policy) === 'referenced' ? 2 : 1
  })
}

function removeAll(call: Call, stream: Stream, ids: readonly StreamId[], remove: (id: StreamId) => Result): Reply {
  const { keyspace } = call.engine
  const key = call.args[1] as Bytes
  const before = stream.length
  const results = ids.map(remove)
  if (stream.length < before) {
    keyspace.modified(call.db, key)
    keyspace.notify('t', 'xdel', call.db, key)
  }
  return results
}

/** Policy and ids may come in either order. */
function parseOptions(args: readonly Bytes[], from: number): { policy: ReferencePolicy; ids: Bytes[] } {
  let policy: ReferencePolicy | undefined
  let ids: Bytes[] | undefined
  for (let at = from; at < args.length; ) {
    const option = (args[at] as Bytes).toLowerCase()
    const chosen = toReferencePolicy(option)
    if (chosen !== undefined && policy === undefined) {
      policy = chosen
      at += 1
    } else if (option === 'ids') {
      const block = parseIdsBlock(args, at + 1)
      ids = block.ids
      at = block.next
    } else throw new CommandError('ERR syntax error')
  }
  if (ids === undefined) throw new CommandError('ERR syntax error')
  return { policy: policy ?? 'keep', ids }
}
