import type { Bytes } from '../../protocol/bytes'
import type { Int64 } from '../../protocol/int64'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseId, parseIdOrEnd } from '../../stream/parse-id'
import { FIRST_ID } from '../../stream/stream-id'
import { Stream } from '../../stream/stream'
import type { ConsumerGroup } from '../../stream/consumer-group'
import { parseInteger } from '../arguments'
import type { Call, Command } from '../command'
import { toCText } from './c-text'
import { toHelpReply } from '../help-reply'
import { countChanges, findStream } from './stream-access'
import { GROUP_DOCS, XGROUP_HELP } from './xgroup-doc'

const KEY = { first: 2, last: 2, step: 1 }

export const xgroup: Command = {
  name: 'xgroup', arity: -2, flags: [], doc: GROUP_DOCS.container,
  subcommands: [
    { name: 'xgroup|create', arity: -5, flags: ['write', 'denyoom'], keys: KEY, doc: GROUP_DOCS.create, run: create },
    { name: 'xgroup|setid', arity: -5, flags: ['write'], keys: KEY, doc: GROUP_DOCS.setId, run: setId },
    { name: 'xgroup|destroy', arity: 4, flags: ['write'], keys: KEY, doc: GROUP_DOCS.destroy, run: destroy },
    { name: 'xgroup|createconsumer', arity: 5, flags: ['write', 'denyoom'], keys: KEY, doc: GROUP_DOCS.createConsumer, run: createConsumer },
    { name: 'xgroup|delconsumer', arity: 5, flags: ['write'], keys: KEY, doc: GROUP_DOCS.deleteConsumer, run: deleteConsumer },
    { name: 'xgroup|help', arity: 2, flags: ['loading', 'stale'], doc: GROUP_DOCS.help, run: (call) => toHelpReply(call, XGROUP_HELP) }
  ]
}

// None of these calls off a transaction that watches the key, except CREATE when it makes the stream.

function create(call: Call): Reply {
  const { args, db, engine } = call
  const { mayMake, entriesRead } = parseOptions(args, true)
  const [key, name, word] = args.slice(2) as [Bytes, Bytes, Bytes]
  const known = mayMake ? findStream(call, key, 'write') : requireStream(call, key)
  // Redis looks at the number of words only here (7.0).
  if (args.length > 8) throw syntaxError(args)
  const lastId = word === '$' ? (known?.lastId ?? FIRST_ID) : parseId(word)
  const stream = known ?? new Stream(engine.config)
  if (known === undefined) engine.keyspace.put(db, key, stream)
  if (stream.createGroup(name, lastId, toEntriesRead(call, stream, entriesRead)) === undefined) throw new CommandError('BUSYGROUP Consumer Group name already exists')
  if (known !== undefined) countChanges(call)
  engine.keyspace.notify('t', 'xgroup-create', db, key)
  return OK
}

function setId(call: Call): Reply {
  const { args, db, engine } = call
  const { entriesRead } = parseOptions(args, false)
  const [key, name, word] = args.slice(2) as [Bytes, Bytes, Bytes]
  const { stream, group } = requireGroup(call, key, name)
  if (args.length !== 5 && args.length !== 7) throw syntaxError(args)
  // What is pending stays pending; delivered again, it changes hands.
  group.lastId = word === '$' ? stream.lastId : parseIdOrEnd(word)
  group.entriesRead = toEntriesRead(call, stream, entriesRead)
  countChanges(call)
  engine.keyspace.notify('t', 'xgroup-setid', db, key)
  return OK
}

function destroy(call: Call): Reply {
  const { keyspace } = call.engine
  const [key, name] = call.args.slice(2) as [Bytes, Bytes]
  if (!requireStream(call, key).groups.delete(name)) return 0
  countChanges(call)
  keyspace.notify('t', 'xgroup-destroy', call.db, key)
  // Whoever waits for this group is told that it is gone.
  keyspace.ready(call.db, key)
  return 1
}

function createConsumer(call: Call): Reply {
  const [key, name, consumer] = call.args.slice(2) as [Bytes, Bytes, Bytes]
  const { group } = requireGroup(call, key, name)
  let created = 0
  group.consumer(consumer, call.engine.clock.now(), () => {
    created = 1
    countChanges(call)
    call.engine.keyspace.notify('t', 'xgroup-createconsumer', call.db, key)
  })
  return created
}

/** Answers how many entries it had pending: they are pending no more, and nobody gets them. */
function deleteConsumer(call: Call): Reply {
  const [key, name, consumerName] = call.args.slice(2) as [Bytes, Bytes, Bytes]
  const { group } = requireGroup(call, key, name)
  const consumer = group.consumers.get(consumerName)
  if (consumer === undefined) return 0
  const { size } = consumer.pending
  group.removeConsumer(consumer)
  countChanges(call)
  call.engine.keyspace.notify('t', 'xgroup-delconsumer', call.db, key)
  return size
}

/** They are read before the key is looked at. */
function parseOptions(args: readonly Bytes[], creates: boolean): { mayMake: boolean; entriesRead: Int64 | undefined } {
  let mayMake = false
  let entriesRead: Int64 | undefined
  for (let at = 5; at < args.length; at++) {
    const option = args[at]?.toLowerCase()
    const value = args[at + 1]
    if (creates && option === 'mkstream') mayMake = true
    else if (option === 'entriesread' && value !== undefined) {
      const count = parseInteger(value)
      if (count < -1) throw new CommandError('ERR value for ENTRIESREAD must be positive or -1')
      entriesRead = count < 0 ? undefined : count
      at += 1
    } else throw syntaxError(args)
  }
  return { mayMake, entriesRead }
}

/** A group cannot have read more than there ever was: 8.0.2 still takes any number, 8.6.3 the smaller one. */
function toEntriesRead(call: Call, { entriesAdded }: Stream, given: Int64 | undefined): Int64 | undefined {
  return call.engine.capabilities.ackDelete && given !== undefined && entriesAdded >= 0 && given > entriesAdded ? entriesAdded : given
}

function requireStream(call: Call, key: Bytes): Stream {
  const stream = findStream(call, key, 'write')
  if (stream !== undefined) return stream
  throw new CommandError('ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.')
}

function requireGroup(call: Call, key: Bytes, name: Bytes): { stream: Stream; group: ConsumerGroup } {
  const stream = requireStream(call, key)
  const group = stream.groups.get(name)
  if (group === undefined) throw new CommandError(`NOGROUP No such consumer group '${toCText(name)}' for key name '${toCText(key)}'`)
  return { stream, group }
}

function syntaxError(args: readonly Bytes[]): CommandError {
  return new CommandError(`ERR unknown subcommand or wrong number of arguments for '${toCText(args[1] as Bytes).slice(0, 128)}'. Try XGROUP HELP.`)
}
