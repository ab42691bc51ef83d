import type { Argument } from './dispatcher'
import { denied, toWord, type Rule, type Verdict } from './command-words'

/** Changes the whole server, and no key in particular. */
const WRITE: Verdict = { kind: 'write', keys: [], labOnly: true }

function exactly(count: number): Rule {
  return (args) => (args.length === count ? WRITE : denied(`takes ${count - 1} arguments here`))
}

/** Milliseconds of up to a year, as the contract has it: eleven digits. */
function isSpan(argument: Argument | undefined): boolean {
  return /^\d{1,11}$/.test(argument?.toString() ?? '')
}

function clock(args: readonly Argument[]): Verdict {
  switch (toWord(args[1])) {
    case 'HOLD':
    case 'RELEASE':
      return exactly(2)(args)
    case 'STATUS':
      return args.length === 2 ? { kind: 'read' } : denied('CLOCK STATUS takes no argument')
    case 'ADVANCE':
      return args.length === 3 && isSpan(args[2]) ? WRITE : denied('CLOCK ADVANCE takes milliseconds')
    default:
      return denied('CLOCK takes HOLD, ADVANCE, RELEASE and STATUS only')
  }
}

const RULES = new Map<string, Rule>([
  ['CLOCK', clock],
  ['SNAPSHOT', (args) => (args.length === 1 ? { kind: 'read' } : denied('SNAPSHOT takes no argument'))],
  ['RESTORE', exactly(2)],
  ['CAPABILITIES', (args) => (args.length === 1 ? { kind: 'read' } : denied('CAPABILITIES takes no argument'))]
])

/** SLUICE …: what only the built-in server has. Judged here once it is sure that the server is a sandbox and the sender its host. */
export function privateCommand(args: readonly Argument[]): Verdict {
  return RULES.get(toWord(args[0]))?.(args) ?? denied(`takes ${[...RULES.keys()].join(', ')} only`)
}
