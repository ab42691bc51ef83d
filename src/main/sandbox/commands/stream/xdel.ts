import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import type { Call, Command } from '../command'
import { countChanges, findStream } from './stream-access'

export const xdel: Command = {
  name: 'xdel', arity: -3, flags: ['write', 'fast'], keys: { first: 1, last: 1, step: 1 },
  doc: {
    summary: 'Deletes entries from a stream. Groups that have them pending keep their ids.', since: '5.0.0', group: 'stream', complexity: 'O(log N) for each entry.',
    arguments: [{ name: 'key', type: 'key' }, { name: 'id', type: 'string', flags: ['multiple'] }]
  },
  run
}

function run(call: Call): Reply {
  const { keyspace } = call.engine
  const key = call.args[1] as Bytes
  const stream = findStream(call, key, 'write')
  if (stream === undefined) return 0
  // All ids are read before anything is deleted: an error leaves the stream as it was.
  const ids = call.args.slice(2).map(parseId)
  const deleted = ids.filter((id) => stream.delete(id)).length
  if (deleted > 0) {
    keyspace.modified(call.db, key)
    countChanges(call, deleted - 1)
    keyspace.notify('t', 'xdel', call.db, key)
  }
  return deleted
}
