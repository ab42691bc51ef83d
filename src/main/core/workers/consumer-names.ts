import type { Random } from '@shared/lib/seeded-random'
import type { ByteText } from '@shared/redis/byte-text'

/** First letters of the words of a group name: `webhook-delivery` → `wd`. */
function initialsOf(group: ByteText): string {
  const words = group.match(/[\p{L}\p{N}]+/gu) ?? []
  return words.map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0)).join('').toLowerCase() || 'c'
}

/**
 * A name that no consumer of the group has. In a group of others it says which Sluice it is (TRUST G13), so that two
 * of them never share one.
 */
export function chooseConsumerName(group: ByteText, { taken, foreign, hostName, random }: { taken: ReadonlySet<ByteText>; foreign: boolean; hostName: string; random: Random }): ByteText {
  if (foreign) {
    const tail = Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0')
    return `sluice-${hostName}-${process.pid}-${tail}`
  }
  const initials = initialsOf(group)
  let n = 1
  while (taken.has(`${initials}-${n}`)) n += 1
  return `${initials}-${n}`
}
