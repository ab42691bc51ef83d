import { matchGlob } from '../../keyspace/match-glob'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import type { SubscriptionKind } from '../../clients/pub-sub'
import { NO_REPLY, type ArgumentDoc, type Call, type Command, type CommandDoc, type CommandFlag, type Outcome } from '../command'
import { toHelpReply } from '../help-reply'

const LISTENING: readonly CommandFlag[] = ['pubsub', 'noscript', 'loading', 'stale']
const ASKING: readonly CommandFlag[] = ['pubsub', 'loading', 'stale']

function doc(summary: string, since: string, args: readonly ArgumentDoc[] = []): CommandDoc {
  return { summary, since, group: 'pubsub', complexity: 'O(N) in the number of names', ...(args.length > 0 && { arguments: args }) }
}

const many = (name: string): readonly ArgumentDoc[] => [{ name, type: 'string', flags: ['multiple'] }]

/** Each name is confirmed by a message of its own; there is no other reply. */
function subscribe(kind: SubscriptionKind): (call: Call) => Outcome {
  return ({ engine, client, args }) => {
    for (const name of args.slice(1)) engine.pubSub.subscribe(client, kind, name)
    return NO_REPLY
  }
}

function unsubscribe(kind: SubscriptionKind): (call: Call) => Outcome {
  return ({ engine, client, args }) => {
    engine.pubSub.unsubscribe(client, kind, args.length > 1 ? args.slice(1) : undefined)
    return NO_REPLY
  }
}

function channels(kind: 'channel' | 'shard'): (call: Call) => Reply {
  return ({ engine, args }) => {
    if (args.length > 3) throw new CommandError(`ERR unknown subcommand or wrong number of arguments for '${args[1] as Bytes}'. Try PUBSUB HELP.`)
    const pattern = args[2]
    return engine.pubSub.channels(kind).filter((name) => pattern === undefined || matchGlob(pattern, name))
  }
}

function listeners(kind: 'channel' | 'shard'): (call: Call) => Reply {
  return ({ engine, args }) => args.slice(2).flatMap((name): Reply[] => [name, engine.pubSub.listeners(kind, name)])
}

const HELP = [
  'CHANNELS [<pattern>]', "    Return the currently active channels matching a <pattern> (default: '*').", 'NUMPAT', '    Return number of subscriptions to patterns.',
  'NUMSUB [<channel> ...]', '    Return the number of subscribers for the specified channels, excluding', '    pattern subscriptions(default: no channels).',
  'SHARDCHANNELS [<pattern>]', "    Return the currently active shard level channels matching a <pattern> (default: '*').", 'SHARDNUMSUB [<shardchannel> ...]', '    Return the number of subscribers for the specified shard level channel(s)'
]

export const pubSubCommands: readonly Command[] = [
  { name: 'subscribe', arity: -2, flags: LISTENING, doc: doc('Listens to channels.', '2.0.0', many('channel')), run: subscribe('channel') },
  { name: 'unsubscribe', arity: -1, flags: LISTENING, doc: doc('Listens to channels no more.', '2.0.0'), run: unsubscribe('channel') },
  { name: 'psubscribe', arity: -2, flags: LISTENING, doc: doc('Listens to all channels that match.', '2.0.0', many('pattern')), run: subscribe('pattern') },
  { name: 'punsubscribe', arity: -1, flags: LISTENING, doc: doc('Listens to patterns no more.', '2.0.0'), run: unsubscribe('pattern') },
  { name: 'ssubscribe', arity: -2, flags: LISTENING, keys: { first: 1, last: -1, step: 1 }, doc: doc('Listens to shard channels.', '7.0.0', many('shardchannel')), run: subscribe('shard') },
  { name: 'sunsubscribe', arity: -1, flags: LISTENING, keys: { first: 1, last: -1, step: 1 }, doc: doc('Listens to shard channels no more.', '7.0.0'), run: unsubscribe('shard') },
  {
    name: 'publish', arity: 3, flags: ['pubsub', 'loading', 'stale', 'fast'], doc: doc('Sends a message to whoever listens now.', '2.0.0', [{ name: 'channel', type: 'string' }, { name: 'message', type: 'string' }]),
    run: ({ engine, args }) => engine.pubSub.publish(args[1] as Bytes, args[2] as Bytes)
  },
  {
    name: 'spublish', arity: 3, flags: ['pubsub', 'loading', 'stale', 'fast'], keys: { first: 1, last: 1, step: 1 }, doc: doc('Sends a message to whoever listens to the shard channel now.', '7.0.0', [{ name: 'shardchannel', type: 'string' }, { name: 'message', type: 'string' }]),
    run: ({ engine, args }) => engine.pubSub.publish(args[1] as Bytes, args[2] as Bytes, 'shard')
  },
  {
    name: 'pubsub', arity: -2, flags: [], doc: doc('A container for questions about pub/sub.', '2.8.0'),
    subcommands: [
      { name: 'pubsub|channels', arity: -2, flags: ASKING, doc: doc('Channels that somebody listens to.', '2.8.0'), run: channels('channel') },
      { name: 'pubsub|numsub', arity: -2, flags: ASKING, doc: doc('How many listen to each channel.', '2.8.0'), run: listeners('channel') },
      { name: 'pubsub|numpat', arity: 2, flags: ASKING, doc: doc('How many patterns are listened to.', '2.8.0'), run: ({ engine }) => engine.pubSub.patterns },
      { name: 'pubsub|shardchannels', arity: -2, flags: ASKING, doc: doc('Shard channels that somebody listens to.', '7.0.0'), run: channels('shard') },
      { name: 'pubsub|shardnumsub', arity: -2, flags: ASKING, doc: doc('How many listen to each shard channel.', '7.0.0'), run: listeners('shard') },
      { name: 'pubsub|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.', '6.2.0'), run: (call) => toHelpReply(call, HELP) }
    ]
  }
]
