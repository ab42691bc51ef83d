import type { Argument } from './dispatcher'
import { denied, GUARD_LIMITS, isBlockTime, isCount, isMarksArgument, toWord, type Rule, type Verdict } from './command-words'
import { client, xread } from './read-rules'

function write(key: Argument | undefined, labOnly: boolean | 'by-hand'): Verdict {
  return key === undefined ? denied('needs a key') : { kind: 'write', keys: [key], labOnly }
}

/** Needs a lab key, or a connection that is armed. */
function publish(shortest: number): Rule {
  return (args) => (args.length < shortest ? denied('has too few arguments') : write(args[0], false))
}

function labOnly(shortest: number): Rule {
  return (args) => (args.length < shortest ? denied('has too few arguments') : write(args[0], true))
}

/**
 * XCLAIM's further options rewrite what the server knows of an entry (owner of entries never delivered, counters,
 * idle time, the group's last id). On keys that are not ours only the plain claim is offered.
 */
function xclaim(args: readonly Argument[]): Verdict {
  if (args.length < 5) return denied('has too few arguments')
  const options = args.slice(4).filter((argument) => !/^\d+(?:-\d+)?$/.test(argument.toString()))
  return write(args[0], options.some((option) => toWord(option) !== 'JUSTID'))
}

/** XREADGROUP moves entries into a PEL: to another's group that is stealing, so lab keys only (TRUST G12). */
function xreadgroup(args: readonly Argument[]): Verdict {
  if (toWord(args[0]) !== 'GROUP' || args.length < 6) return denied('needs GROUP, a group and a consumer')
  let at = 3
  while (at < args.length && toWord(args[at]) !== 'STREAMS') {
    const word = toWord(args[at])
    if (word === 'NOACK') at += 1
    else if (word === 'COUNT' ? isCount(args[at + 1]) : word === 'BLOCK' ? isBlockTime(args[at + 1], GUARD_LIMITS.labBlockMs) : word === 'CLAIM') at += 2
    else return denied(`takes COUNT up to ${GUARD_LIMITS.count}, BLOCK 1 to ${GUARD_LIMITS.labBlockMs}, NOACK and CLAIM only`)
  }
  const names = args.slice(at + 1)
  if (names.length < 2 || names.length % 2 !== 0) return denied('needs as many ids as keys')
  return { kind: 'write', keys: names.slice(0, names.length / 2), labOnly: true }
}

const GROUP_WRITES = new Map<string, true | 'by-hand'>([['CREATE', true], ['CREATECONSUMER', true], ['DELCONSUMER', 'by-hand'], ['DESTROY', 'by-hand']])

function xgroup(args: readonly Argument[]): Verdict {
  const labOnly = GROUP_WRITES.get(toWord(args[0]))
  return labOnly === undefined ? denied(`takes ${[...GROUP_WRITES.keys()].join(', ')} only`) : write(args[1], labOnly)
}

/** Exactly what Sluice shows before: MAXLEN or MINID with = or ~ and a threshold. */
function xtrim(args: readonly Argument[]): Verdict {
  const plain = args.length === 4 && ['=', '~'].includes(args[2]?.toString() ?? '') && /^\d+(?:-\d+)?$/.test(args[3]?.toString() ?? '')
  if (plain && ['MAXLEN', 'MINID'].includes(toWord(args[1]))) return write(args[0], 'by-hand')
  return args.length < 3 ? denied('has too few arguments') : write(args[0], true)
}

/** Locks and guards: only a key that is not there yet, and only for a time. */
function setLock(args: readonly Argument[]): Verdict {
  const timed = ['EX', 'PX'].includes(toWord(args[3])) && /^[1-9]\d{0,11}$/.test(args[4]?.toString() ?? '')
  return args.length === 5 && toWord(args[2]) === 'NX' && timed ? write(args[0], true) : denied('takes NX and EX or PX with a time only')
}

/** Hashes are for labs, but for the marks of redriven dead letters: those go where the person may publish. */
function hash(shortest: number): Rule {
  return (args) => (args.length < shortest ? denied('has too few arguments') : write(args[0], !isMarksArgument(args[0])))
}

/** Channels are guarded as keys are: comparisons of labs talk on theirs, and nobody else's is listened to or written to. */
const subscribe: Rule = (args) => (args.length === 0 ? denied('needs a channel') : { kind: 'write', keys: args, labOnly: true })
const publishMessage: Rule = (args) => (args.length === 2 ? write(args[0], true) : denied('takes a channel and a message'))

/** DEL of one key can be a person's own beyond labs; more at once, and UNLINK, are for labs. */
function removeKeys(one: true | 'by-hand'): Rule {
  return (args) => (args.length === 0 ? denied('needs a key') : { kind: 'write', keys: args, labOnly: args.length === 1 ? one : true })
}

/** What may be sent besides the reads where the connection's mode allows writing, each with every key that it names. */
export const WRITE_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['XADD', publish(4)],
  ['XACK', publish(3)],
  ['XCLAIM', xclaim],
  ['XAUTOCLAIM', publish(5)],
  ['XREADGROUP', xreadgroup],
  ['XGROUP', xgroup],
  ['XDEL', labOnly(2)],
  ['XTRIM', xtrim],
  ['DEL', removeKeys('by-hand')],
  ['UNLINK', removeKeys(true)],
  ['XREAD', (args) => xread(args, true)],
  ['PUBLISH', publishMessage],
  ['SUBSCRIBE', subscribe],
  // What policies of labs keep in Redis beside their streams: locks, guards and circuits. Reading a hash whole is for these only.
  ['SET', setLock],
  ['HSET', hash(3)],
  ['HSETNX', hash(3)],
  ['HDEL', hash(2)],
  ['HINCRBY', labOnly(3)],
  ['HGETALL', labOnly(1)]
])

/** CLIENT UNBLOCK wakes a blocked reader, CLIENT LIST ID tells of clients. Only our own: another's id would disturb a stranger. */
export function clientCommand(args: readonly Argument[], ownClientIds: ReadonlySet<string>): Verdict {
  if (toWord(args[0]) === 'LIST') {
    const ids = args.slice(2).map((id) => id.toString())
    return toWord(args[1]) === 'ID' && ids.length > 0 && ids.every((id) => ownClientIds.has(id)) ? { kind: 'read' } : denied('LIST is for connections of Sluice only')
  }
  if (toWord(args[0]) !== 'UNBLOCK') return client(args)
  const id = args[1]?.toString() ?? ''
  const shape = args.length === 2 || (args.length === 3 && ['TIMEOUT', 'ERROR'].includes(toWord(args[2])))
  return shape && ownClientIds.has(id) ? { kind: 'read' } : denied('UNBLOCK is for connections of Sluice only')
}

/** Stream commands that write and that Sluice never sends (TRUST G2, G4). Listed so that a test sees none forgotten. */
export const NEVER_SENT: ReadonlySet<string> = new Set(['XDELEX', 'XACKDEL', 'XNACK', 'XSETID', 'XCFGSET', 'XIDMPRECORD'])
