import type { RawReply } from './raw-client'

/**
 * What two faithful servers may tell differently, and nothing else: each line of this file is a line of docs/sandbox.md.
 * Times may differ by the time between two commands; ids that a server made are compared by their form.
 */

/** Milliseconds that two servers may be apart. */
const TOLERANCE_MS = 15_000

const MADE_ID = /^1[5-9]\d{11}-\d+$/
const TIME_NAMES = new Set(['idle', 'inactive', 'seen-time', 'active-time', 'avg_ttl'])

type Path = readonly (string | number)[]

function isTime(command: readonly string[], path: Path, before: RawReply | undefined): boolean {
  const [name = '', word = ''] = command.map((part) => part.toUpperCase())
  if (before !== undefined && before[0] === '$' && TIME_NAMES.has(before[1])) return true
  if (name === 'XPENDING' && command.length > 3) return path.length === 2 && path[1] === 2
  if (name === 'XREADGROUP') return path.at(-1) === 2
  // XINFO STREAM FULL: [id, consumer, time, count] in the group's list, [id, time, count] in a consumer's.
  if (name === 'XINFO' && word === 'STREAM') return path.length >= 5 && (path.at(-1) === 2 || path.at(-1) === 1)
  return ['TTL', 'PTTL', 'EXPIRETIME', 'PEXPIRETIME', 'TIME', 'LASTSAVE'].includes(name)
}

function isUnordered(command: readonly string[]): boolean {
  return ['SMEMBERS', 'SINTER', 'SUNION', 'SDIFF', 'HKEYS', 'HVALS', 'KEYS', 'SSCAN', 'HSCAN', 'SCAN'].includes((command[0] ?? '').toUpperCase())
}

function isPairs(command: readonly string[]): boolean {
  return ['HGETALL'].includes((command[0] ?? '').toUpperCase())
}

function sorted(command: readonly string[], items: readonly RawReply[], path: Path): readonly RawReply[] {
  const inside = (command[0] ?? '').toUpperCase().endsWith('SCAN') ? path.length === 1 : path.length === 0
  if (!inside) return items
  if (isPairs(command) || (command[0] ?? '').toUpperCase() === 'HSCAN') {
    const pairs: RawReply[][] = []
    for (let at = 0; at < items.length; at += 2) pairs.push(items.slice(at, at + 2))
    return pairs.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)).flat()
  }
  if (!isUnordered(command)) return items
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function sameLeaf(command: readonly string[], a: RawReply, b: RawReply, path: Path, before: RawReply | undefined): boolean {
  if (a[0] !== b[0] || typeof a[1] !== 'string' || typeof b[1] !== 'string') return false
  if (a[1] === b[1]) return true
  if (a[0] === '$' && MADE_ID.test(a[1]) && MADE_ID.test(b[1])) return true
  if (a[0] === ':' && isTime(command, path, before)) return Math.abs(Number(a[1]) - Number(b[1])) <= TOLERANCE_MS && (Number(a[1]) < 0) === (Number(b[1]) < 0)
  return false
}

/** Whether both servers said the same, as far as it can be the same. */
export function sameReply(command: readonly string[], a: RawReply | undefined, b: RawReply | undefined, path: Path = [], before?: RawReply): boolean {
  if (a === undefined || b === undefined) return a === b
  if (typeof a[1] === 'string' || typeof b[1] === 'string') return sameLeaf(command, a, b, path, before)
  if (a[0] !== b[0] || a[1].length !== b[1].length) return false
  const left = sorted(command, a[1], path)
  const right = sorted(command, b[1], path)
  return left.every((item, index) => sameReply(command, item, right[index], [...path, index], left[index - 1]))
}
