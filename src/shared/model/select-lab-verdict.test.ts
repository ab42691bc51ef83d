import { describe, expect, it } from 'vitest'
import { known, unknown } from './fact'
import type { EffectTally } from './select-effect-tally'
import type { Conservation } from './select-conservation'
import { selectLabVerdict, sumLabVerdict } from './select-lab-verdict'

const at = 1000
const server = (value: number) => known(value, 'server', at)
const check = (change: Partial<Conservation> = {}): Conservation => ({
  verdict: 'balanced', at, added: server(10), undelivered: server(1), pending: server(2), settled: server(7), lostUnread: server(0), acksSeen: 7, deadLettersSeen: 0, goneWhilePending: 0, neverRead: false, ...change
})

const tally = (change: Partial<EffectTally>): EffectTally => ({ once: 0, more: 0, never: 0, unclear: 0, why: '', atWork: 0, ...change })

describe('the verdict on a group of a lab', () => {
  it('is good when every entry is accounted for and every effect happened once, and its parts are the whole', () => {
    const verdict = selectLabVerdict(check(), tally({ once: 7 }))
    expect(verdict).toMatchObject({ verdict: 'good', sentence: 'Nothing is lost and nothing happened twice: 3 are still to be done.', settledUnseen: { value: 0 }, effects: { once: 7, more: 0, never: { value: 0 } } })
    expect(sumLabVerdict(verdict)).toMatchObject({ value: 10 })
  })

  it('counts dead letters apart from acks, and what nobody saw apart from both', () => {
    const verdict = selectLabVerdict(check({ acksSeen: 3, deadLettersSeen: 2 }), undefined)
    expect([verdict.acked, verdict.deadLettered, verdict.settledUnseen].map((fact) => fact.known && fact.value)).toEqual([3, 2, 2])
    expect(sumLabVerdict(verdict)).toMatchObject({ value: 10 })
  })

  it.each([
    ['lost unread', check({ lostUnread: server(1), settled: server(6) }), undefined, '1 entry left the stream before this group was given them.'],
    ['an effect twice', check(), tally({ once: 6, more: 1 }), 'The effect of 1 entry happened more than once.'],
    ['an effect never', check(), tally({ once: 5, never: 2 }), '2 entries were acked, and the effect never happened.'],
    ['gone while pending', check({ goneWhilePending: 1 }), undefined, '1 pending entry is no longer in the stream: nobody can do their work any more.']
  ] as const)('is bad for %s, in one sentence', (_what, conservation, effects, sentence) => {
    expect(selectLabVerdict(conservation, effects)).toMatchObject({ verdict: 'bad', sentence })
  })

  it('does not call lost what the group may have been given before it was made anew', () => {
    const lost = { lostUnread: server(3), settled: server(4) }
    expect(selectLabVerdict(check({ ...lost, givenBefore: 5 }), tally({ once: 9 }))).toMatchObject({ verdict: 'unknown', sentence: '3 entries left the stream before this group, which was made anew, was given them; the one before it may have been.' })
    expect(selectLabVerdict(check({ ...lost, givenBefore: 2 }), undefined)).toMatchObject({ verdict: 'bad', sentence: 'At least 1 entry left the stream before any group of this name was given them.' })
    expect(selectLabVerdict(check({ ...lost, givenBefore: 5 }), tally({ once: 8, more: 1 }))).toMatchObject({ verdict: 'bad', sentence: 'The effect of 1 entry happened more than once.' })
  })

  it('says what is settled and still in hand, and does not call it lost', () => {
    expect(selectLabVerdict(check(), tally({ once: 6, atWork: 1 }))).toMatchObject({ verdict: 'good', sentence: 'Nothing is lost and nothing happened twice: 3 are still to be done, and 1 that was settled before its work is in hand.' })
    const none = { undelivered: server(0), pending: server(0), settled: server(10), acksSeen: 10 }
    expect(selectLabVerdict(check(none), tally({ once: 8, atWork: 2 }))).toMatchObject({ sentence: 'Nothing is lost and nothing happened twice: 2 that were settled before their work are in hand.' })
  })

  it('claims nothing where a part is not known, and says why', () => {
    const verdict = selectLabVerdict(check({ undelivered: unknown('lag is nil'), settled: unknown('lag is nil'), why: 'lag is nil' }), undefined)
    expect(verdict).toMatchObject({ verdict: 'unknown', sentence: 'Nothing is claimed: lag is nil.' })
    expect(sumLabVerdict(verdict)).toEqual({ known: false, why: 'lag is nil' })
  })

  it('claims nothing of effects that the ledger cannot vouch for, and nothing of entries that nobody saw settled', () => {
    expect(selectLabVerdict(check(), tally({ once: 6, unclear: 1, why: 'w' }))).toMatchObject({ verdict: 'unknown', sentence: 'Nothing is claimed: w.', effects: { never: { known: false, why: 'w' } } })
    expect(selectLabVerdict(check({ acksSeen: 6 }), undefined)).toMatchObject({ verdict: 'unknown', sentence: '1 entry is settled, and nobody here saw how: acked by others, read with NOACK, or passed over.' })
    expect(selectLabVerdict(check({ acksSeen: 6 }), tally({ once: 7 }))).toMatchObject({ verdict: 'good', settledUnseen: { value: 1 } })
  })

  it.each([
    ['gone', known(3, 'server', at), 'It was restarted. When it was last read before that, 3 entries were still to be done; what came after is not known.'],
    ['anew', known(0, 'server', at), 'The stream began anew, with nothing of what it was. When it was last read before that, nothing was left to do; what came after is not known. Of what is in it now nothing is lost and nothing happened twice: 3 are still to be done.'],
    ['in-part', unknown('w'), 'What the stream has kept is not certain. It was restarted. When it was last read before that, what was still to be done is not known; what came after is not known. Of what is in it now nothing is lost and nothing happened twice: 3 are still to be done.']
  ] as const)('never calls a stream good that is %s, and says what was open', (kind, open, sentence) => {
    const broken = { kind, why: 'It was restarted.', open }
    expect(selectLabVerdict(check(), tally({ once: 7 }), broken)).toMatchObject({ verdict: 'unknown', sentence, pending: kind === 'gone' ? { known: false } : { value: 2 } })
    expect(selectLabVerdict(check(), tally({ once: 6, more: 1 }), broken)).toMatchObject({ verdict: 'bad', sentence: expect.stringMatching(/^The effect of 1 entry happened more than once\. .* When it was last read before that, /) })
  })
})
