import type { Client } from '../../clients/client'
import type { Engine } from '../../engine/engine'
import type { Bytes } from '../../protocol/bytes'

export type ClientType = 'normal' | 'master' | 'replica' | 'pubsub'

export function typeOf(engine: Engine, client: Client): ClientType {
  return engine.pubSub.isListening(client) ? 'pubsub' : 'normal'
}

/** Letters as Redis has them: b waits in a blocking command, x in MULTI, P listens, O monitors, N none of these. */
function flagsOf(engine: Engine, client: Client): string {
  const flags = [
    client.monitoring ? 'O' : '', engine.pubSub.isListening(client) ? 'P' : '', client.transaction !== undefined ? 'x' : '', engine.blocked.isBlocked(client) ? 'b' : '',
    client.noTouch ? 'T' : '', client.noEvict ? 'e' : ''
  ].join('')
  return flags === '' ? 'N' : flags
}

/** One line of CLIENT LIST. Sizes that only Redis's own buffers have are told as 0. */
export function describeClient(engine: Engine, client: Client): Bytes {
  const now = engine.clock.now()
  const { channel, pattern, shard } = engine.pubSub.sizes(client)
  const { input, output } = client.pending()
  const seconds = (since: number): number => Math.max(0, Math.floor((now - since) / 1000))
  const facts: [string, string | number][] = [
    ['id', client.id], ['addr', client.address], ['laddr', client.localAddress], ['fd', client.id + 7], ['name', client.name], ['age', seconds(client.createdAt)], ['idle', seconds(client.lastCommandAt)],
    ['flags', flagsOf(engine, client)], ['db', client.db], ['sub', channel], ['psub', pattern], ['ssub', shard], ['multi', client.transaction?.queued.length ?? -1], ['qbuf', input], ['qbuf-free', 0], ['argv-mem', 0],
    ['multi-mem', 0], ['rbs', 0], ['rbp', 0], ['obl', output], ['oll', 0], ['omem', 0], ['tot-mem', input + output], ['events', 'r'], ['cmd', client.lastCommand], ['user', 'default'], ['redir', -1], ['resp', client.protocol]
  ]
  if (engine.capabilities.inactive) facts.push(['lib-name', client.libName], ['lib-ver', client.libVersion])
  return facts.map(([name, value]) => `${name}=${value}`).join(' ')
}
