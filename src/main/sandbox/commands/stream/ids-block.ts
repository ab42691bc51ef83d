import type { Bytes } from '../../protocol/bytes'
import { parseInt64 } from '../../protocol/int64'
import { CommandError } from '../../protocol/reply'

/** `numids id …` after IDS, at an index (8.2): the ids as they are written, and the index after them. */
export function parseIdsBlock(args: readonly Bytes[], at: number): { ids: Bytes[]; next: number } {
  const count = parseInt64(args[at] ?? '')
  if (count === undefined || count < 1) throw new CommandError('ERR Number of IDs must be a positive integer')
  if (count > args.length - at - 1) throw new CommandError('ERR The `numids` parameter must match the number of arguments')
  const next = at + 1 + Number(count)
  return { ids: args.slice(at + 1, next), next }
}
