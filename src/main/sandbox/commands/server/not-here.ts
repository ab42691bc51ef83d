import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { toWord } from '../arguments'
import type { Command } from '../command'

/** What people look for in a Redis and this server does not have: each says so plainly, where an unknown command would not. */
const MISSING: readonly (readonly [names: readonly string[], what: string])[] = [
  [['eval', 'evalsha', 'eval_ro', 'evalsha_ro', 'script', 'function', 'fcall', 'fcall_ro'], 'has no Lua: scripts and functions cannot run here'],
  [['save', 'bgsave', 'bgrewriteaof'], 'has no persistence: what it holds is gone when it ends'],
  [['replicaof', 'slaveof', 'psync', 'sync', 'replconf', 'failover'], 'has no replication'],
  [['cluster', 'asking', 'readonly', 'readwrite'], 'is no cluster'],
  [['module'], 'loads no modules'],
  [['shutdown'], 'ends with the program that started it']
]

/** What is true where there are no scripts and modules: they can be flushed and listed. Test suites do so before each test. */
function answerForNone(name: string, [, word, ...rest]: readonly Bytes[]): Reply | undefined {
  const subcommand = `${name} ${toWord(word)}`
  if (subcommand === 'script FLUSH' || subcommand === 'function FLUSH') return OK
  if (subcommand === 'script EXISTS') return rest.map(() => 0)
  return subcommand === 'function LIST' || subcommand === 'module LIST' ? [] : undefined
}

export const missingCommands: readonly Command[] = MISSING.flatMap(([names, what]) => names.map((name): Command => ({
  name, arity: -1, flags: ['noscript'],
  doc: { summary: `Not here: this server ${what}.`, since: '1.0.0', group: 'server' },
  run({ args }) {
    const answer = answerForNone(name, args)
    if (answer !== undefined) return answer
    // Clients that ask whether it is a cluster know these words.
    if (what === 'is no cluster') throw new CommandError('ERR This instance has cluster support disabled')
    throw new CommandError(`ERR The Sluice sandbox ${what}. Use a real Redis for it.`)
  }
})))
