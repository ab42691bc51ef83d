import type { Capabilities } from '../../engine/capabilities'
import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { trimStream } from '../../stream/trim'
import type { Call, Command, CommandDoc } from '../command'
import { parseAddOrTrimOptions } from './add-or-trim-options'
import { countChanges, findStream } from './stream-access'
import { REFERENCE_ARGUMENT, TRIM_ARGUMENT } from './xadd-doc'

export const xtrim: Command = { name: 'xtrim', arity: -4, flags: ['write'], keys: { first: 1, last: 1, step: 1 }, doc: xtrimDoc, run }

function xtrimDoc({ ackDelete }: Capabilities): CommandDoc {
  return {
    summary: 'Takes entries away at the beginning of a stream.', since: '5.0.0', group: 'stream', complexity: 'O(N) in the entries that go, with a small constant: they go by whole nodes.',
    history: [['6.2.0', 'MINID and LIMIT.'], ...(ackDelete ? [['8.2.0', 'KEEPREF, DELREF and ACKED.'] as const] : [])],
    arguments: [{ name: 'key', type: 'key' }, TRIM_ARGUMENT, ...(ackDelete ? [REFERENCE_ARGUMENT] : [])]
  }
}

function run(call: Call): Reply {
  const { keyspace } = call.engine
  const { trim } = parseAddOrTrimOptions(call, 'xtrim')
  const key = call.args[1] as Bytes
  const stream = findStream(call, key, 'write')
  if (stream === undefined || trim === undefined) return 0
  const removed = trimStream(stream, trim)
  if (removed > 0) {
    keyspace.notify('t', 'xtrim', call.db, key)
    keyspace.modified(call.db, key)
    countChanges(call, removed - 1)
  }
  return removed
}
