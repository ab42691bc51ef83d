import { CommandError } from '../../protocol/reply'
import type { Command } from '../command'

/** What people look for in a Redis and this server does not have: each says so plainly, where an unknown command would not. */
const MISSING: readonly (readonly [names: readonly string[], what: string])[] = [
  [['eval', 'evalsha', 'eval_ro', 'evalsha_ro', 'script', 'function', 'fcall', 'fcall_ro'], 'has no Lua: scripts and functions cannot run here'],
  [['save', 'bgsave', 'bgrewriteaof'], 'has no persistence: what it holds is gone when it ends'],
  [['replicaof', 'slaveof', 'psync', 'sync', 'replconf', 'failover'], 'has no replication'],
  [['cluster', 'asking', 'readonly', 'readwrite'], 'is no cluster'],
  [['module'], 'loads no modules']
]

export const missingCommands: readonly Command[] = MISSING.flatMap(([names, what]) => names.map((name): Command => ({
  name, arity: -1, flags: ['noscript'],
  doc: { summary: `Not here: this server ${what}.`, since: '1.0.0', group: 'server' },
  run() {
    throw new CommandError(`ERR The Sluice sandbox ${what}. Use a real Redis for it.`)
  }
})))
