import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { LAST_ID } from '../../stream/stream-id'
import type { Call } from '../command'
import { deliver } from './read-group'
import { requireReadGroup, type ReadRequest } from './read-request'
import { entriesAfter, readStreams, toReadReply } from './read-streams'
import { findStream, seeConsumer } from './stream-access'

/** What a wait for one of the keys ends with, after that key changed; undefined to wait on. */
export function readAwaited(call: Call, request: ReadRequest, key: Bytes): Reply | undefined {
  return call.engine.capabilities.inactive ? readAgain(call, request, key) : readOne(call, request, key)
}

/** Up to 7.0 only the key that changed is looked at. */
function readOne(call: Call, request: ReadRequest, key: Bytes): Reply | undefined {
  const value = call.engine.keyspace.find(call.db, key, 'write')
  const { group: reading } = request
  if (value?.type !== 'stream') {
    // XREAD waits on: the stream may come again.
    if (reading === undefined) return undefined
    throw new CommandError('UNBLOCKED the stream key no longer exists')
  }
  if (reading === undefined) {
    const after = request.streams.find((stream) => stream.key === key)?.after ?? LAST_ID
    // Compared with the last id that was given, not with the last entry that is left: the answer may have no entries.
    return value.lastId > after ? toReadReply(call, [[key, entriesAfter(value, after, request.count)]]) : undefined
  }
  const group = value.groups.get(reading.name)
  if (group === undefined) throw new CommandError('NOGROUP the consumer group this client was blocked on no longer exists')
  if (value.lastId <= group.lastId) return undefined
  return toReadReply(call, [[key, deliver(call, value, group, seeConsumer(call, key, group, reading.consumer), reading, request.count)]])
}

/** Since 7.2 the whole command is carried out once more, with its errors. */
function readAgain(call: Call, request: ReadRequest, changed: Bytes): Reply | undefined {
  const { group } = request
  if (group === undefined && call.engine.keyspace.peek(call.db, changed)?.type !== 'stream') return undefined
  // All keys are looked for first and then read, as at the beginning: a miss is told twice.
  for (const { key } of request.streams) {
    const stream = findStream(call, key)
    if (group !== undefined) requireReadGroup(stream, key, group.name)
  }
  return readStreams(call, request)
}
