import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, type Reply } from '../../protocol/reply'
import type { Consumer } from '../../stream/consumer'
import { lagOf } from '../../stream/lag'
import { formatId } from '../../stream/stream-id'
import type { Stream } from '../../stream/stream'
import type { Call, Command } from '../command'
import { toCText } from './c-text'
import { toHelpReply } from '../help-reply'
import { findStream } from './stream-access'
import { INFO_DOCS, XINFO_HELP } from './xinfo-doc'
import { describeStream } from './xinfo-stream'

const KEY = { first: 2, last: 2, step: 1 }

export const xinfo: Command = {
  name: 'xinfo', arity: -2, flags: [], doc: INFO_DOCS.container,
  subcommands: [
    { name: 'xinfo|consumers', arity: 4, flags: ['readonly'], keys: KEY, doc: INFO_DOCS.consumers, run: consumers },
    { name: 'xinfo|groups', arity: 3, flags: ['readonly'], keys: KEY, doc: INFO_DOCS.groups, run: groups },
    { name: 'xinfo|stream', arity: -3, flags: ['readonly'], keys: KEY, doc: INFO_DOCS.stream, run: (call) => describeStream(call, requireStream(call)) },
    { name: 'xinfo|help', arity: 2, flags: ['loading', 'stale'], doc: INFO_DOCS.help, run: (call) => toHelpReply(call, XINFO_HELP) }
  ]
}

function requireStream(call: Call): Stream {
  const stream = findStream(call, call.args[2] as Bytes)
  if (stream === undefined) throw new CommandError('ERR no such key')
  return stream
}

function groups(call: Call): Reply {
  const stream = requireStream(call)
  const { exactLag } = call.engine.capabilities
  return [...stream.groups].map(
    ([name, group]) =>
      new MapReply([
        ['name', name],
        ['consumers', group.consumers.size],
        ['pending', group.pending.size],
        ['last-delivered-id', formatId(group.lastId)],
        ['entries-read', group.entriesRead ?? null],
        ['lag', lagOf(stream, group, exactLag) ?? null]
      ])
  )
}

function consumers(call: Call): Reply {
  const [key, name] = call.args.slice(2) as [Bytes, Bytes]
  const group = requireStream(call).groups.get(name)
  if (group === undefined) throw new CommandError(`NOGROUP No such consumer group '${toCText(name)}' for key name '${toCText(key)}'`)
  return [...group.consumers].map(([, consumer]) => new MapReply(describeConsumer(call, consumer)))
}

function describeConsumer(call: Call, { name, pending, seenAt, activeAt }: Consumer): [Bytes, Reply][] {
  const now = call.engine.clock.now()
  const pairs: [Bytes, Reply][] = [['name', name], ['pending', pending.size], ['idle', Math.max(0, now - seenAt)]]
  // Until 7.2 `idle` was all there was: since the last attempt. `inactive` is since the last success, -1 before the first.
  if (call.engine.capabilities.inactive) pairs.push(['inactive', activeAt === -1 ? -1 : Math.max(0, now - activeAt)])
  return pairs
}
