import { createHash } from 'node:crypto'
import { toBuffer, type Bytes } from '../../protocol/bytes'

/**
 * What stands for a message with IDMPAUTO (8.6): its pairs of fields and values, whatever their order. Which digest Redis
 * uses does not show.
 */
export function toContentId(words: readonly Bytes[], from: number): Bytes {
  const pairs: Bytes[] = []
  for (let index = from; index < words.length; index += 2) {
    const [field, value] = [words[index] as Bytes, words[index + 1] as Bytes]
    pairs.push(`${field.length}:${field}${value.length}:${value}`)
  }
  return createHash('sha256').update(toBuffer(pairs.sort().join(''))).digest('base64')
}
