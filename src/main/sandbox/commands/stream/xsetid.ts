import type { Bytes } from '../../protocol/bytes'
import type { Int64 } from '../../protocol/int64'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import { FIRST_ID, type StreamId } from '../../stream/stream-id'
import { parseInteger } from '../arguments'
import type { Call, Command } from '../command'
import { countChanges, findStream } from './stream-access'

export const xsetid: Command = {
  name: 'xsetid', arity: -3, flags: ['write', 'denyoom', 'fast'], keys: { first: 1, last: 1, step: 1 },
  doc: {
    summary: 'Sets what a stream remembers: its last id and its counters. Made for replication.', since: '5.0.0', group: 'stream', complexity: 'O(1)', history: [['7.0.0', 'ENTRIESADDED and MAXDELETEDID.']],
    arguments: [
      { name: 'key', type: 'key' },
      { name: 'last-id', type: 'string' },
      { name: 'entries-added', type: 'integer', token: 'ENTRIESADDED', flags: ['optional'] },
      { name: 'max-deleted-id', type: 'string', token: 'MAXDELETEDID', flags: ['optional'] }
    ]
  },
  run
}

function run(call: Call): Reply {
  const { keyspace } = call.engine
  const [key, lastWord] = call.args.slice(1) as [Bytes, Bytes]
  const lastId = parseId(lastWord)
  const { entriesAdded, maxDeletedId } = parseOptions(call.args, lastId)
  const stream = findStream(call, key, 'write')
  if (stream === undefined) throw new CommandError('ERR no such key')
  // 7.0 lets the last id fall behind an entry that was deleted.
  if (call.engine.capabilities.inactive && lastId < stream.maxDeletedId) throw new CommandError('ERR The ID specified in XSETID is smaller than current max_deleted_entry_id')
  if (stream.length > 0) {
    if (lastId < (stream.log.lastId() ?? FIRST_ID)) throw new CommandError('ERR The ID specified in XSETID is smaller than the target stream top item')
    if (entriesAdded !== undefined && entriesAdded < stream.length) throw new CommandError('ERR The entries_added specified in XSETID is smaller than the target stream length')
  }
  stream.lastId = lastId
  if (entriesAdded !== undefined) stream.entriesAdded = entriesAdded
  // 0-0 says nothing: it cannot be set back.
  if (maxDeletedId !== FIRST_ID) stream.maxDeletedId = maxDeletedId
  countChanges(call)
  keyspace.notify('t', 'xsetid', call.db, key)
  return OK
}

function parseOptions(args: readonly Bytes[], lastId: StreamId): { entriesAdded: Int64 | undefined; maxDeletedId: StreamId } {
  let entriesAdded: Int64 | undefined
  let maxDeletedId = FIRST_ID
  for (let at = 3; at < args.length; at += 2) {
    const option = args[at]?.toLowerCase()
    const value = args[at + 1]
    if (option === 'entriesadded' && value !== undefined) {
      entriesAdded = parseInteger(value)
      if (entriesAdded < 0) throw new CommandError('ERR entries_added must be positive')
    } else if (option === 'maxdeletedid' && value !== undefined) {
      maxDeletedId = parseId(value)
      if (lastId < maxDeletedId) throw new CommandError('ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id')
    } else throw new CommandError('ERR syntax error')
  }
  return { entriesAdded, maxDeletedId }
}
