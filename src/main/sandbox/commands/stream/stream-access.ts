import type { Look } from '../../keyspace/keyspace'
import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'
import type { Consumer } from '../../stream/consumer'
import type { ConsumerGroup } from '../../stream/consumer-group'
import type { Stream } from '../../stream/stream'
import type { Call } from '../command'
import { toCText } from './c-text'

/** The stream at a key, or undefined; WRONGTYPE for anything else. XACK, XPENDING and the claiming commands are readers to Redis. */
export function findStream(call: Call, key: Bytes, look: Look = 'read'): Stream | undefined {
  return call.engine.keyspace.findTyped(call.db, key, 'stream', look)
}

/** The group that must be there for XPENDING, XCLAIM and XAUTOCLAIM. */
export function findGroup(call: Call, key: Bytes, name: Bytes, look: Look = 'read'): { stream: Stream; group: ConsumerGroup } {
  const stream = findStream(call, key, look)
  const group = stream?.groups.get(name)
  if (stream === undefined || group === undefined) throw new CommandError(`NOGROUP No such key '${toCText(key)}' or consumer group '${toCText(name)}'`)
  return { stream, group }
}

/** Counts changes that nobody else is told of: no transaction is called off by what happens to a group. */
export function countChanges(call: Call, changes = 1): void {
  call.engine.keyspace.changes += changes
}

/** A consumer is made by the first command that names it, with a notification; it is seen by each. */
export function seeConsumer(call: Call, key: Bytes, group: ConsumerGroup, name: Bytes): Consumer {
  const now = call.engine.clock.now()
  const consumer = group.consumer(name, now, () => {
    countChanges(call)
    call.engine.keyspace.notify('t', 'xgroup-createconsumer', call.db, key)
  })
  consumer.seenAt = now
  return consumer
}
