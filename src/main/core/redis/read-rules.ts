import type { Argument } from './dispatcher'
import { MARKS_SUFFIX } from '@shared/redis/dead-letter'
import { LAB_PREFIX } from '@shared/model/stream-ref'
import { denied, GUARD_LIMITS, isBlockTime, isCount, isMarksArgument, READ, toSmallNumber, toWord, type Rule, type Verdict } from './command-words'

function exactly(...counts: number[]): Rule {
  return (args) => (counts.includes(args.length) ? READ : denied(`takes ${counts.join(' or ')} arguments here`))
}

const COUNT_NEEDED = `needs COUNT 1 to ${GUARD_LIMITS.count}: a whole large stream in one reply stalls server and reader`

/** XRANGE and XREVRANGE: a page with COUNT, or exactly one id. */
function range(args: readonly Argument[]): Verdict {
  if (args.length === 3) {
    const [, start, end] = args
    const oneId = start !== undefined && end !== undefined && /^\d+-\d+$/.test(start.toString()) && start.toString() === end.toString()
    return oneId ? READ : denied(COUNT_NEEDED)
  }
  return args.length === 5 && toWord(args[3]) === 'COUNT' && isCount(args[4]) ? READ : denied(COUNT_NEEDED)
}

function scan(args: readonly Argument[]): Verdict {
  if (!/^\d{1,20}$/.test(args[0]?.toString() ?? '')) return denied('needs a cursor')
  let typed = false
  let ours = false
  for (let at = 1; at < args.length; at += 2) {
    const word = toWord(args[at])
    const value = args[at + 1]
    if (value === undefined) return denied('has an option without its value')
    if (word === 'TYPE' && toWord(value) === 'STREAM') typed = true
    // Of our own prefix the locks and marks are looked for too. The last MATCH is the one that holds.
    else if (word === 'MATCH') ours = value.toString() === `${LAB_PREFIX}*`
    else if (word !== 'COUNT' || !isCount(value)) return denied('takes MATCH, COUNT 1 to 1000 and TYPE stream only')
  }
  return typed || ours ? READ : denied(`needs TYPE stream, or MATCH ${LAB_PREFIX}*`)
}

/** `block` says whether this sender may wait in the server: the observer's one socket must answer at once. */
export function xread(args: readonly Argument[], block: boolean): Verdict {
  let at = 0
  let counted = false
  for (; at < args.length && toWord(args[at]) !== 'STREAMS'; at += 2) {
    const word = toWord(args[at])
    if (word === 'COUNT' && isCount(args[at + 1])) counted = true
    else if (word === 'BLOCK' && block && isBlockTime(args[at + 1])) continue
    else return denied(block ? `takes COUNT up to ${GUARD_LIMITS.count} and BLOCK 1 to ${GUARD_LIMITS.blockMs} only` : `takes COUNT up to ${GUARD_LIMITS.count} only`)
  }
  const names = args.length - at - 1
  if (names < 2 || names % 2 !== 0) return denied('needs as many ids as keys')
  return counted ? READ : denied(COUNT_NEEDED)
}

/** XPENDING with IDLE scans the whole list when nothing matches: 238 ms on a million entries (TRUST 6d). */
function xpending(args: readonly Argument[]): Verdict {
  if (args.length === 2) return READ
  if (toWord(args[2]) === 'IDLE') return denied('with IDLE scans the whole list: page by id and filter here')
  return (args.length === 5 || args.length === 6) && isCount(args[4]) ? READ : denied(COUNT_NEEDED)
}

function xinfo(args: readonly Argument[]): Verdict {
  const word = toWord(args[0])
  if (word === 'GROUPS') return exactly(2)(args)
  if (word === 'CONSUMERS') return exactly(3)(args)
  if (word !== 'STREAM') return denied('takes STREAM, GROUPS and CONSUMERS only')
  if (args.length === 2) return READ
  if (toWord(args[2]) !== 'FULL') return denied('takes FULL only')
  // FULL COUNT 0 means everything: 20 s for the client on a million entries (TRUST 6d).
  return args.length === 3 || (args.length === 5 && toWord(args[3]) === 'COUNT' && isCount(args[4])) ? READ : denied('FULL needs COUNT 1 to 1000')
}

/** SAMPLES 0 visits every node of the stream. */
function memory(args: readonly Argument[]): Verdict {
  if (toWord(args[0]) !== 'USAGE') return denied('takes USAGE only')
  if (args.length === 2) return READ
  return args.length === 4 && toWord(args[2]) === 'SAMPLES' && (toSmallNumber(args[3]) ?? 0) >= 1 ? READ : denied('SAMPLES must be at least 1')
}

const CLIENT_READS = new Map<string, Rule>([
  ['ID', exactly(1)],
  ['INFO', exactly(1)],
  ['LIST', exactly(1)],
  ['SETNAME', exactly(2)],
  ['SETINFO', exactly(3)],
  ['NO-TOUCH', exactly(2)]
])

/** Part of CLIENT, COMMAND and ACL that changes no data and no other client. */
function oneOf(words: ReadonlyMap<string, Rule>): Rule {
  return (args) => {
    const rule = words.get(toWord(args[0]))
    return rule === undefined ? denied(`takes ${[...words.keys()].join(', ')} only`) : rule(args)
  }
}

export const client = oneOf(CLIENT_READS)
const any: Rule = () => READ

/** Of hashes only the marks of redriven dead letters are looked at, and only field by field. */
function marks(args: readonly Argument[]): Verdict {
  if (!isMarksArgument(args[0])) return denied(`reads only keys that end in ${MARKS_SUFFIX}`)
  return args.length >= 2 && args.length <= GUARD_LIMITS.count + 1 ? READ : denied(`takes 1 to ${GUARD_LIMITS.count} fields`)
}
const commandReads = oneOf(new Map<string, Rule>([['INFO', any], ['DOCS', any], ['COUNT', exactly(1)]]))

/**
 * All that Sluice may send while it only looks: nothing here changes data, groups, consumers or another client. What is
 * not in the table is refused, so a command that a newer server brings is refused until it is understood (TRUST G1).
 */
export const READ_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['PING', exactly(0, 1)],
  ['TIME', exactly(0)],
  ['ROLE', exactly(0)],
  ['INFO', (args) => (args.every((section) => toWord(section) !== '') ? READ : denied('takes section names only'))],
  ['COMMAND', (args) => (args.length === 0 ? READ : commandReads(args))],
  ['CLIENT', client],
  ['ACL', oneOf(new Map<string, Rule>([['WHOAMI', exactly(1)], ['DRYRUN', any]]))],
  ['SCAN', scan],
  ['TYPE', exactly(1)],
  ['EXISTS', (args) => (args.length >= 1 ? READ : denied('needs a key'))],
  ['MEMORY', memory],
  ['XLEN', exactly(1)],
  ['XRANGE', range],
  ['XREVRANGE', range],
  ['XREAD', (args) => xread(args, false)],
  ['XPENDING', xpending],
  ['XINFO', xinfo],
  ['HMGET', marks]
])
