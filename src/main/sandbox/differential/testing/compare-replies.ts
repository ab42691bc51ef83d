import type { RawReply } from './raw-reply'
import { isMadeId, type Arrival } from './seat'

/**
 * What two faithful servers may tell differently, and nothing else: each rule of this file is a line of docs/sandbox.md.
 * Times may differ by the time between two commands; ids from the clock are compared by their number.
 */

/** Milliseconds that two servers may be apart. Times that commands set are further from each other and from now. */
const TOLERANCE_MS = 15_000
const IN_SECONDS = new Set(['TTL', 'EXPIRETIME'])
const IN_MILLISECONDS = new Set(['PTTL', 'PEXPIRETIME'])
/** What follows these names is a time. */
const TIME_NAMES = new Set(['idle', 'inactive', 'seen-time', 'active-time'])
/** Times since 1970 are beyond it; numbers of deliveries are not. */
const LEAST_UNIX_MS = 1_000_000_000_000

const UNORDERED = new Set(['SMEMBERS', 'SINTER', 'SUNION', 'SDIFF', 'KEYS'])
const IN_PAIRS = new Set(['HGETALL', 'CONFIG'])
/** What a server says of itself. */
const OWN_FIELDS = new Set(['server', 'version', 'id', 'modules'])
/** How ids of one clock and of another share their first bytes. */
const NODE_FIELDS = new Set(['radix-tree-keys', 'radix-tree-nodes'])

type Path = readonly number[]

/** Ids that one server took from its clock, with those of the other. */
export type MadeIds = Map<string, string>

/** Notes which ids stand for each other. */
export function noteMadeIds(made: MadeIds, a: readonly Arrival[], b: readonly Arrival[]): void {
  for (const [index, { command, reply, queued }] of a.entries()) {
    const other = b[index]?.reply
    if (isMadeId(command, reply) && isMadeId(command, other)) made.set(reply[1], other[1])
    if (command?.[0]?.toUpperCase() !== 'EXEC' || reply?.[0] !== '*' || other?.[0] !== '*') continue
    for (const [at, inner] of reply[1].entries()) {
      const otherInner = other[1][at]
      if (isMadeId(queued[at], inner) && isMadeId(queued[at], otherInner)) made.set(inner[1], otherInner[1])
    }
  }
}

interface Context {
  name: string
  command: readonly string[]
  made: MadeIds
}

function toleranceOf({ name, command }: Context, path: Path, before: RawReply | undefined, times: readonly number[]): number {
  if (before?.[0] === '$' && TIME_NAMES.has(before[1])) return TOLERANCE_MS
  if (name === 'XPENDING' && command.length > 3 && path.length === 2 && path[1] === 2) return TOLERANCE_MS
  // XREADGROUP … CLAIM: [id, fields, idle, deliveries].
  if (name === 'XREADGROUP' && path.at(-1) === 2) return TOLERANCE_MS
  // XINFO STREAM FULL: [id, consumer, time, count] of a group, [id, time, count] of a consumer.
  if (name === 'XINFO' && path.length >= 5 && times.every((time) => time > LEAST_UNIX_MS)) return TOLERANCE_MS
  if (IN_MILLISECONDS.has(name)) return TOLERANCE_MS
  return IN_SECONDS.has(name) ? TOLERANCE_MS / 1000 : 0
}

function mayDiffer({ name, command }: Context, before: RawReply | undefined): boolean {
  if (before?.[0] !== '$') return false
  if (name === 'HELLO') return OWN_FIELDS.has(before[1])
  return name === 'XINFO' && command[2] === 'made' && NODE_FIELDS.has(before[1])
}

function sameLeaf(context: Context, a: RawReply, b: RawReply, path: Path, before: RawReply | undefined): boolean {
  if (a[0] !== b[0] || typeof a[1] !== 'string' || typeof b[1] !== 'string') return false
  if (a[1] === b[1] || mayDiffer(context, before)) return true
  if (a[0] === '$') return context.made.get(a[1]) === b[1]
  if (a[0] !== ':') return false
  const times = [Number(a[1]), Number(b[1])]
  // -1 and -2 say that there is no time.
  if (times.some((time) => time < 0)) return false
  return Math.abs(Number(a[1]) - Number(b[1])) <= toleranceOf(context, path, before, times)
}

const text = (reply: RawReply): string => JSON.stringify(reply)

function inOrder({ name }: Context, kind: string, items: readonly RawReply[], path: Path): readonly RawReply[] {
  if ((UNORDERED.has(name) && path.length === 0) || (name === 'SCAN' && path.length === 1)) return [...items].sort((a, b) => (text(a) < text(b) ? -1 : 1))
  if (!IN_PAIRS.has(name) || path.length > 0 || (kind !== '*' && kind !== '%')) return items
  const pairs = Array.from({ length: items.length / 2 }, (_item, index) => items.slice(2 * index, 2 * index + 2))
  return pairs.sort(([a], [b]) => (a !== undefined && b !== undefined && text(a) < text(b) ? -1 : 1)).flat()
}

function same(context: Context, a: RawReply | undefined, b: RawReply | undefined, path: Path, before?: RawReply): boolean {
  if (a === undefined || b === undefined) return a === b
  if (typeof a[1] === 'string' || typeof b[1] === 'string') return sameLeaf(context, a, b, path, before)
  if (a[0] !== b[0] || a[1].length !== b[1].length) return mayDiffer(context, before)
  const [left, right] = [inOrder(context, a[0], a[1], path), inOrder(context, b[0], b[1], path)]
  return left.every((item, index) => same(context, item, right[index], [...path, index], left[index - 1]))
}

/** Whether both servers gave the same reply to the command, as far as it can be the same. */
export function isSameReply(command: readonly string[], a: RawReply | undefined, b: RawReply | undefined, made: MadeIds = new Map()): boolean {
  return same({ name: (command[0] ?? '').toUpperCase(), command, made }, a, b, [])
}

/** The same for whatever came for a client. The replies of EXEC are compared each by its own command. */
export function isSameArrival(a: Arrival, b: Arrival, made: MadeIds): boolean {
  const { command = [], queued } = a
  if (queued.length === 0 || a.reply?.[0] !== '*' || b.reply?.[0] !== '*') return isSameReply(command, a.reply, b.reply, made)
  const [left, right] = [a.reply[1], b.reply[1]]
  return left.length === right.length && left.every((reply, index) => isSameReply(queued[index] ?? [], reply, right[index], made))
}
