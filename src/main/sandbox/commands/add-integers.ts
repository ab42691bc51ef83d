import { INT64_MAX, narrow, type Int64 } from '../protocol/int64'
import { CommandError } from '../protocol/reply'

/** The sum, or the error of INCRBY and HINCRBY when it does not fit into 64 bits. */
export function addIntegers(value: Int64, by: Int64): Int64 {
  const sum = BigInt(value) + BigInt(by)
  if (sum > INT64_MAX || sum < -INT64_MAX - 1n) throw new CommandError('ERR increment or decrement would overflow')
  return narrow(sum)
}
