import type { Random } from '@shared/lib/seeded-random'
import { CommandError } from '../protocol/reply'

/** Redis sends repetitions as it makes them, this server makes the answer first: so many fit. */
const MOST_REPETITIONS = 1_000_000

/** A number from 0 to size - 1. */
export function randomIndex(random: Random, size: number): number {
  return Math.floor(random() * size)
}

/** So many different numbers from 0 to size - 1, or all of them, in order (Floyd's algorithm: as many steps as numbers). */
export function sampleIndexes(random: Random, size: number, count: number): number[] {
  if (count >= size) return Array.from({ length: size }, (_, index) => index)
  const chosen = new Set<number>()
  for (let last = size - count; last < size; last++) {
    const index = randomIndex(random, last + 1)
    chosen.add(chosen.has(index) ? last : index)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** What the count of HRANDFIELD and SRANDMEMBER asks for: different ones, or with a negative count any, repetitions among them. */
export function pickIndexes(random: Random, size: number, count: number): number[] {
  if (size === 0) return []
  if (count >= 0) return sampleIndexes(random, size, count)
  if (-count > MOST_REPETITIONS) throw new CommandError('ERR value is out of range')
  return Array.from({ length: -count }, () => randomIndex(random, size))
}
