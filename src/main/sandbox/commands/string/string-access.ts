import type { StringValue } from '../../keyspace/value'
import { parseInt64, type Int64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'
import type { Call } from '../command'

/** Redis's own limit for a string, 512 MB unless proto-max-bulk-len is higher. */
export function refuseTooLong(call: Call, length: number): void {
  if (length > Math.max(call.engine.config.protoMaxBulkLen, 512 * 1024 * 1024)) throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)')
}

/** Puts a string where there was anything or nothing, without a time to go. */
export function putString({ engine, db }: Call, key: Bytes, bytes: Bytes, expiresAt?: number): void {
  engine.keyspace.put(db, key, { type: 'string', bytes }, expiresAt)
}

/** Changes a string in place, or makes one: its time to go stays. */
export function changeString(call: Call, key: Bytes, bytes: Bytes, event: Bytes, encoding?: StringValue['encoding']): void {
  const { keyspace } = call.engine
  const value: StringValue = { type: 'string', bytes, ...(encoding !== undefined && { encoding }) }
  keyspace.put(call.db, key, value, call.db.expiresAt(key))
  keyspace.notify('$', event, call.db, key)
}

const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n }

/** Exact, or Redis's error when it leaves the 64 bits. */
export function addExactly(value: Int64, by: Int64): bigint {
  const sum = BigInt(value) + BigInt(by)
  if (sum < INT64.least || sum > INT64.most) throw new CommandError('ERR increment or decrement would overflow')
  return sum
}

export function toInteger(bytes: Bytes): Int64 {
  const value = parseInt64(bytes)
  if (value === undefined) throw new CommandError('ERR value is not an integer or out of range')
  return value
}

/** As Redis reads a double: no spaces, no empty text, and never nan. */
export function parseFloat64(text: Bytes | undefined): number {
  const value = text === undefined || !/^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?)$/i.test(text) ? Number.NaN : Number(text.replace(/inf(inity)?/i, 'Infinity'))
  if (Number.isNaN(value)) throw new CommandError('ERR value is not a valid float')
  return value
}

/** As Redis writes a sum of long doubles: 17 digits after the point at most, and no zeros at the end. */
export function formatFloat(value: number): Bytes {
  if (!Number.isFinite(value)) throw new CommandError('ERR increment would produce NaN or Infinity')
  const text = Math.abs(value) < 1e21 && (Math.abs(value) >= 1e-6 || value === 0) ? String(value) : value.toFixed(17)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
