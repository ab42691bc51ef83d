import fc from 'fast-check'
import { count, id } from './values'
import { oneOf, pick, type Words } from './words'

/** What no command expects where it finds it. */
const stray = oneOf([2, id], [2, count], [3, pick('COUNT', 'BLOCK', 'STREAMS', 'GROUP', 'NOACK', 'MAXLEN', '~', '=', 'LIMIT', 'IDLE', 'JUSTID', 'FORCE', 'FULL', 's', '', 'count', 'NX', 'IDS')])

type Change = { at: number; how: 'leave out' | 'twice' | 'cut off' | 'swap' } | { at: number; how: 'insert' | 'replace'; word: string }

function change(args: readonly string[], edit: Change): string[] {
  // The name stays: an unknown command is one case and is made elsewhere.
  const at = 1 + (edit.at % Math.max(1, args.length - 1))
  const [before, word, after] = [args.slice(0, at), args.slice(at, at + 1), args.slice(at + 1)]
  switch (edit.how) {
    case 'leave out':
      return [...before, ...after]
    case 'twice':
      return [...before, ...word, ...word, ...after]
    case 'cut off':
      return before
    case 'swap':
      return [...before, ...after.slice(0, 1), ...word, ...after.slice(1)]
    case 'insert':
      return [...before, edit.word, ...word, ...after]
    case 'replace':
      return [...before, edit.word, ...after]
  }
}

/** Commands as they are, and seldom with one word too many, too few, or in the wrong place: arities and syntax errors of all of them. */
export function sometimesWrong(commands: Words): Words {
  const at = fc.nat(12)
  const edit: fc.Arbitrary<Change> = fc.oneof(fc.record({ at, how: pick('leave out' as const, 'twice' as const, 'cut off' as const, 'swap' as const) }), fc.record({ at, how: pick('insert' as const, 'replace' as const), word: stray }))
  return fc.tuple(commands, oneOf([12, fc.constant(undefined)], [1, edit])).map(([args, wrong]) => (wrong === undefined ? args : change(args, wrong)))
}
