import { quoteArgument } from '@shared/redis/command-preview'
import type { ByteText } from '@shared/redis/byte-text'

/** `Group billing`, whatever bytes the name holds. */
export function nameOf(group: ByteText): string {
  return `Group ${quoteArgument(group)}`
}
