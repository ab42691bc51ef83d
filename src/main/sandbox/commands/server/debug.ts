import { decodeSnapshot, encodeSnapshot } from '../../engine/snapshot'
import type { Bytes } from '../../protocol/bytes'
import { OK, type Reply } from '../../protocol/reply'
import { subcommandError, toWord } from '../arguments'
import { BlockRequest, type Call, type Command, type Outcome } from '../command'
import { toHelpReply } from '../help-reply'

/** Nobody else is answered meanwhile in Redis; here only the asker waits. */
function sleep({ args, mayBlock }: Call): Outcome {
  if (args.length !== 3) throw subcommandError(args)
  // What is no number is 0, as for C's strtod.
  const seconds = Number.parseFloat(args[2] as Bytes) || 0
  return mayBlock && seconds > 0 ? new BlockRequest({ keys: [], timeoutMs: seconds * 1000, retry: () => undefined, onTimeout: () => OK }) : OK
}

/** What it holds, written out and read in again, as test suites do to see that nothing is lost on the way. */
function reload({ engine }: Call): Reply {
  const wasHeld = engine.clock.held
  decodeSnapshot(encodeSnapshot(engine)).restore(engine)
  // A snapshot holds the clock; nobody asked for that here.
  if (!wasHeld) engine.clock.release()
  return OK
}

const HELP = ['RELOAD', '    Write everything out and read it in again.', 'SET-ACTIVE-EXPIRE <0|1>', '    Whether keys go at their time when nobody asks for them.', 'SLEEP <seconds>', '    Let this client wait. Decimals allowed.']

function run(call: Call): Outcome {
  switch (toWord(call.args[1])) {
    case 'SLEEP':
      return sleep(call)
    case 'RELOAD':
      return reload(call)
    case 'SET-ACTIVE-EXPIRE':
      if (call.args.length !== 3) throw subcommandError(call.args)
      call.engine.config.activeExpire = Number.parseInt(call.args[2] as Bytes, 10) > 0
      return OK
    case 'HELP':
      return toHelpReply(call, HELP)
    default:
      throw subcommandError(call.args)
  }
}

export const debug: Command = {
  name: 'debug', arity: -2, flags: ['admin', 'noscript', 'loading', 'stale'],
  doc: { summary: 'A few aids for test suites: SLEEP, RELOAD, SET-ACTIVE-EXPIRE.', since: '1.0.0', group: 'server' },
  run
}
