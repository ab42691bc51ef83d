import { decodeSnapshot, encodeSnapshot } from '../../engine/snapshot'
import type { Engine } from '../../engine/engine'
import { IS_NOT } from '../../engine/product'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, OK, type Reply } from '../../protocol/reply'
import { parseNumber, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag } from '../command'
import { toHelpReply } from '../help-reply'

const FLAGS: readonly CommandFlag[] = ['admin', 'noscript', 'loading', 'stale']
/** A year: more would be a slip of the hand, and ids made then would bar all earlier ones. */
const FURTHEST = 366 * 86_400_000

function doc(summary: string, args?: CommandDoc['arguments']): CommandDoc {
  return { summary, since: '7.0.0', group: 'server', ...(args !== undefined && { arguments: args }) }
}

function describeClock({ clock }: Engine): Reply {
  return new MapReply([['state', clock.held ? 'held' : 'running'], ['now', clock.now()], ['ahead', Math.round(clock.ahead)]])
}

/** Answers with the clock as it is then, so that whoever moved it sees where it stands. */
function clock(call: Call): Reply {
  const { engine, args } = call
  const word = toWord(args[2])
  if (args.length !== (word === 'ADVANCE' ? 4 : 3)) throw new CommandError("ERR wrong number of arguments for 'sluice|clock' command")
  switch (word) {
    case 'STATUS':
      return describeClock(engine)
    case 'HOLD':
      engine.clock.hold()
      return describeClock(engine)
    case 'RELEASE':
      engine.clock.release()
      return describeClock(engine)
    case 'ADVANCE': {
      const ms = parseNumber(args[3])
      if (ms < 0 || ms > FURTHEST) throw new CommandError(`ERR the clock goes forward only, by 0 to ${FURTHEST} milliseconds`)
      engine.clock.advance(ms)
      return describeClock(engine)
    }
    default:
      throw new CommandError('ERR the clock knows HOLD, ADVANCE, RELEASE and STATUS')
  }
}

function restore({ engine, args }: Call): Reply {
  decodeSnapshot(args[2] as Bytes).restore(engine)
  return OK
}

const HELP = [
  'CLOCK HOLD', '    Let the clock of this server stand still: idle times, TTLs and BLOCK time-outs with it.', 'CLOCK ADVANCE <milliseconds>', '    Move it forward at once; what falls due on the way happens in its order.',
  'CLOCK RELEASE', '    Let it run again from where it stands.', 'CLOCK STATUS', '    Tell whether it is held, what it shows and how far it is ahead.',
  'SNAPSHOT', '    Return everything that this server holds, its settings and its clock, as one string.', 'RESTORE <snapshot>', '    Put all of that back in place of what is here; the clock is held then.', 'CAPABILITIES', '    Tell what this server can do beyond Redis 7.0.'
]

/** What only this server has. Found by COMMAND INFO sluice; documented in docs/sandbox.md. */
export const privateCommands: readonly Command[] = [{
  name: 'sluice', arity: -2, flags: [], doc: doc(`A container for what only this server has. ${IS_NOT}`),
  subcommands: [
    { name: 'sluice|clock', arity: -3, flags: FLAGS, doc: doc('Holds, moves and releases the clock of the server.', [{ name: 'action', type: 'oneof', arguments: ['HOLD', 'ADVANCE', 'RELEASE', 'STATUS'].map((token) => ({ name: token.toLowerCase(), type: 'pure-token', token })) }, { name: 'milliseconds', type: 'integer', flags: ['optional'] }]), run: clock },
    { name: 'sluice|snapshot', arity: 2, flags: FLAGS, doc: doc('Everything that the server holds, as one string.'), run: ({ engine }) => encodeSnapshot(engine) },
    { name: 'sluice|restore', arity: 3, flags: [...FLAGS, 'no_multi'], doc: doc('Puts a snapshot in place of what the server holds. The clock is held then.', [{ name: 'snapshot', type: 'string' }]), run: restore },
    { name: 'sluice|capabilities', arity: 2, flags: FLAGS, doc: doc('What the server can do beyond Redis 7.0.'), run: ({ engine }) => new MapReply([['release', engine.release], ...Object.entries(engine.capabilities).map(([name, on]): [Reply, Reply] => [name, Number(on)])]) },
    { name: 'sluice|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.'), run: (call) => toHelpReply(call, HELP) }
  ]
}]
