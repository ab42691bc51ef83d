import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import type { Call, Command } from '../command'
import { countChanges, findStream } from './stream-access'

export const xidmprecord: Command = {
  name: 'xidmprecord', arity: 5, flags: ['write', 'denyoom', 'fast'], keys: { first: 1, last: 1, step: 1 }, capability: 'idempotentAdd', run,
  doc: {
    summary: 'Notes under which id a message was sent that is in the stream. Made for replaying a log.', since: '8.6.2', group: 'stream', complexity: 'O(1)',
    arguments: [{ name: 'key', type: 'key' }, { name: 'pid', type: 'string' }, { name: 'iid', type: 'string' }, { name: 'stream-id', type: 'string' }]
  }
}

function run(call: Call): Reply {
  const [key, producer, message, idWord] = call.args.slice(1) as [Bytes, Bytes, Bytes, Bytes]
  const id = parseId(idWord)
  if (producer === '') throw new CommandError('ERR producer ID must be non-empty')
  if (message === '') throw new CommandError('ERR idempotent ID must be non-empty')
  const stream = findStream(call, key, 'write')
  if (stream === undefined) throw new CommandError('ERR no such key')
  if (!stream.log.has(id)) throw new CommandError('ERR No such message in stream')
  const now = call.engine.clock.now()
  stream.idempotence.expire(now)
  const known = stream.idempotence.find(producer, message)
  if (known !== undefined && known !== id) throw new CommandError('ERR IID already exists for this producer with a different stream ID')
  if (known === undefined) {
    stream.idempotence.remember(producer, message, id, now)
    countChanges(call)
  }
  return OK
}
