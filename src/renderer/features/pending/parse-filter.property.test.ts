import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCount } from '@shared/redis/count'
import type { EntryId } from '@shared/redis/entry-id'
import { parseDuration, formatDuration } from './duration-text'
import { formatFilter } from './format-filter'
import { parseFilter } from './parse-filter'
import type { Comparator, FilterTerm } from './pending-filter'

const U64 = 2n ** 64n - 1n
/** Any UTF-16, lone surrogates too: that is how bytes that are not UTF-8 look here. */
const anyName = fc.string({ unit: fc.oneof(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), fc.constantFrom('"', '\\', ' ', 'owner:', 'none', '>', '\u202e')) })
const is = fc.constantFrom<Comparator>('>', '>=', '<', '<=', '=')
const id = fc.tuple(fc.bigInt({ min: 0n, max: U64 }), fc.bigInt({ min: 0n, max: U64 })).map(([ms, sequence]): EntryId => `${ms}-${sequence}`)

const term: fc.Arbitrary<FilterTerm> = fc.oneof(
  anyName.map((name): FilterTerm => ({ kind: 'owner', name })),
  fc.constant<FilterTerm>({ kind: 'no-owner' }),
  fc.record({ kind: fc.constant('idle' as const), is, ms: fc.integer({ min: 0, max: 10_000_000_000 }) }),
  fc.constant<FilterTerm>({ kind: 'released' }),
  fc.record({ kind: fc.constant('deliveries' as const), is, count: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(toCount) }),
  fc.record({ kind: fc.constant('id' as const), is, id }),
  fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const).map((gone): FilterTerm => ({ kind: 'gone', gone })),
  anyName.map((text): FilterTerm => ({ kind: 'text', text }))
)

describe('the filter line', () => {
  it('reads back what it wrote, for any names, ids past 2^53 and counts past 2^53 (TRUST F26, F27)', () => {
    fc.assert(fc.property(fc.array(term, { maxLength: 6 }), (terms) => {
      expect(parseFilter(formatFilter(terms))).toEqual({ terms, problems: [] })
    }), { numRuns: 500 })
  })

  it('takes any text without failing, and accounts for it', () => {
    fc.assert(fc.property(anyName, (line) => {
      const { terms, problems } = parseFilter(line)
      expect(terms.length + problems.length > 0).toBe(line.trim() !== '')
    }), { numRuns: 500 })
  })

  it('writes durations that are exact', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms)
    }))
  })
})
