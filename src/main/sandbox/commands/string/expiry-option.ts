import { INT64_MAX } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'
import { after, oneOf, word } from '../argument-docs'
import { parseInteger } from '../arguments'
import type { ArgumentDoc, Call } from '../command'

/** Seconds or milliseconds, from now or since 1970. */
export type ExpiryUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT'

export interface ExpiryOption {
  unit: ExpiryUnit
  time: Bytes
}

export function isExpiryUnit(option: string): option is ExpiryUnit {
  return option === 'EX' || option === 'PX' || option === 'EXAT' || option === 'PXAT'
}

/** When a key goes, in milliseconds since 1970. Zero and less are errors here, other than in EXPIRE. */
export function toExpiry({ engine, args }: Call, { unit, time }: ExpiryOption): number {
  const given = BigInt(parseInteger(time))
  const length = unit === 'EX' || unit === 'EXAT' ? given * 1000n : given
  const at = unit === 'EX' || unit === 'PX' ? length + BigInt(engine.clock.now()) : length
  if (given <= 0n || at > INT64_MAX) throw new CommandError(`ERR invalid expire time in '${(args[0] as Bytes).toLowerCase()}' command`)
  return Number(at)
}

/** With the word for the time that a key has already: KEEPTTL or PERSIST. */
export function expiryOptionDoc(other: string): ArgumentDoc {
  return oneOf('expiration', after('EX', 'seconds'), after('PX', 'milliseconds'), after('EXAT', 'unix-time-seconds', 'unix-time'), after('PXAT', 'unix-time-milliseconds', 'unix-time'), word(other))
}
