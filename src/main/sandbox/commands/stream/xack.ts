import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import type { Call, Command } from '../command'
import { countChanges, findStream } from './stream-access'

export const xack: Command = {
  name: 'xack', arity: -4, flags: ['write', 'fast'], keys: { first: 1, last: 1, step: 1 },
  doc: {
    summary: 'Takes entries off the list of a group: they are done, whoever of its consumers had them.', since: '5.0.0', group: 'stream', complexity: 'O(log N) for each id.',
    arguments: [{ name: 'key', type: 'key' }, { name: 'group', type: 'string' }, { name: 'id', type: 'string', flags: ['multiple'] }]
  },
  run
}

/** No transaction that watches the key is called off by this (seen on 7.0 and 8.6): only what is in the stream counts there. */
function run(call: Call): Reply {
  const group = findStream(call, call.args[1] as Bytes)?.groups.get(call.args[2] as Bytes)
  if (group === undefined) return 0
  const ids = call.args.slice(3).map(parseId)
  const acknowledged = ids.filter((id) => group.remove(id)).length
  countChanges(call, acknowledged)
  return acknowledged
}
