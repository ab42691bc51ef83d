import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { parseInteger, toWord } from '../arguments'
import type { Call } from '../command'

export interface ExpireForm {
  unit: 'seconds' | 'milliseconds'
  /** From now on, or since 1970. */
  relative: boolean
}

interface Conditions {
  nx: boolean
  xx: boolean
  gt: boolean
  lt: boolean
}

function parseConditions(args: readonly Bytes[]): Conditions {
  const conditions: Conditions = { nx: false, xx: false, gt: false, lt: false }
  for (const text of args.slice(3)) {
    const word = toWord(text)
    if (word === 'NX') conditions.nx = true
    else if (word === 'XX') conditions.xx = true
    else if (word === 'GT') conditions.gt = true
    else if (word === 'LT') conditions.lt = true
    else throw new CommandError(`ERR Unsupported option ${text}`)
  }
  const { nx, xx, gt, lt } = conditions
  if (nx && (xx || gt || lt)) throw new CommandError('ERR NX and XX, GT or LT options at the same time are not compatible')
  if (gt && lt) throw new CommandError('ERR GT and LT options at the same time are not compatible')
  return conditions
}

/** A key without a time to go stays for ever, which is later than any time. */
function allows({ nx, xx, gt, lt }: Conditions, before: number | undefined, at: number): boolean {
  if (nx && before !== undefined) return false
  if (xx && before === undefined) return false
  if (gt && (before === undefined || at <= before)) return false
  return !(lt && before !== undefined && at >= before)
}

export function expire({ unit, relative }: ExpireForm): (call: Call) => Reply {
  return ({ engine: { keyspace, clock }, args, db }) => {
    const key = args[1] as Bytes
    const wrong = new CommandError(`ERR invalid expire time in '${(args[0] as Bytes).toLowerCase()}' command`)
    const conditions = parseConditions(args)
    const exact = BigInt(parseInteger(args[2])) * (unit === 'seconds' ? 1000n : 1n) + (relative ? BigInt(clock.now()) : 0n)
    const limit = 2n ** 63n
    if (exact >= limit || exact < -limit || (unit === 'seconds' && exact / 1000n >= limit / 1000n)) throw wrong
    if (keyspace.find(db, key) === undefined) return 0
    const at = Number(exact)
    if (!allows(conditions, db.expiresAt(key), at)) return 0
    if (at <= clock.now()) {
      keyspace.remove(db, key)
      keyspace.notify('g', 'del', db, key)
      return 1
    }
    db.setExpiry(key, at)
    keyspace.modified(db, key)
    keyspace.notify('g', 'expire', db, key)
    return 1
  }
}

/** -2 without the key, -1 for one that stays. */
export function timeLeft({ unit, relative }: ExpireForm): (call: Call) => Reply {
  return ({ engine: { keyspace, clock }, args, db }) => {
    const key = args[1] as Bytes
    if (keyspace.find(db, key) === undefined) return -2
    const at = db.expiresAt(key)
    if (at === undefined) return -1
    const ms = relative ? Math.max(0, at - clock.now()) : at
    return unit === 'seconds' ? Math.floor((ms + (relative ? 500 : 0)) / 1000) : ms
  }
}
