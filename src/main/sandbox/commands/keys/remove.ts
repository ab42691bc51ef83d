import type { Reply } from '../../protocol/reply'
import { KEYS } from '../argument-docs'
import type { Call, Command } from '../command'
import { ALL_KEYS } from '../key-ranges'
import { removeKey } from '../value-access'

function remove(call: Call): Reply {
  let removed = 0
  for (const key of call.args.slice(1)) {
    // A key whose time has come is gone already, and that is told as `expired`.
    call.engine.keyspace.peek(call.db, key)
    if (removeKey(call, key)) removed += 1
  }
  return removed
}

export const removeCommands: readonly Command[] = [
  {
    name: 'del', arity: -2, flags: ['write'], keys: ALL_KEYS, run: remove,
    doc: { summary: 'Removes keys and answers how many of them were there.', since: '1.0.0', group: 'generic', complexity: 'O(1) for each key; in Redis more for large values', arguments: [KEYS] }
  },
  {
    name: 'unlink', arity: -2, flags: ['write', 'fast'], keys: ALL_KEYS, run: remove,
    doc: { summary: 'Removes keys. Redis sets their memory free in the background; otherwise as DEL.', since: '4.0.0', group: 'generic', complexity: 'O(1) for each key', arguments: [KEYS] }
  }
]
