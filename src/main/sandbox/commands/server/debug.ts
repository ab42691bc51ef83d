import { decodeSnapshot, encodeSnapshot } from '../../engine/snapshot'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { toWord } from '../arguments'
import { BlockRequest, type Call, type Command, type Outcome } from '../command'

/** Nobody else is answered meanwhile in Redis; here only the asker waits. */
function sleep({ args, mayBlock }: Call): Outcome {
  const seconds = Number(args[2] ?? 'x')
  if (!(seconds >= 0)) throw new CommandError('ERR value is not a valid float')
  return mayBlock && seconds > 0 ? new BlockRequest({ keys: [], timeoutMs: seconds * 1000, retry: () => undefined, onTimeout: () => OK }) : OK
}

/** What it holds, written out and read in again, as test suites do to see that nothing is lost on the way. */
function reload({ engine }: Call): Reply {
  decodeSnapshot(encodeSnapshot(engine)).restore(engine)
  return OK
}

function run(call: Call): Outcome {
  switch (toWord(call.args[1])) {
    case 'SLEEP':
      return sleep(call)
    case 'RELOAD':
      return reload(call)
    case 'SET-ACTIVE-EXPIRE':
      call.engine.config.activeExpire = call.args[2] === '1'
      return OK
    case 'JMAP':
      return OK
    default:
      throw new CommandError(`ERR unknown subcommand or wrong number of arguments for '${call.args[1] ?? ''}'. Only SLEEP, RELOAD and SET-ACTIVE-EXPIRE are here.`)
  }
}

export const debug: Command = {
  name: 'debug', arity: -2, flags: ['admin', 'noscript', 'loading', 'stale'],
  doc: { summary: 'A few aids for test suites: SLEEP, RELOAD, SET-ACTIVE-EXPIRE.', since: '1.0.0', group: 'server' },
  run
}
