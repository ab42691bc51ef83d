import { parseInt64, type Int64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'

/** A number of 64 bits, exactly; another text is an error. */
export function parseInteger(text: Bytes, message = 'value is not an integer or out of range'): Int64 {
  const value = parseInt64(text)
  if (value === undefined) throw new CommandError(`ERR ${message}`)
  return value
}
