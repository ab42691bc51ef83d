import { describe, expect, it } from 'vitest'
import { known } from './fact'
import { EMPTY_TALLY } from './reduce-stream'
import { NOTHING_AT_WORK, type AtWork } from './select-at-work'
import type { Conservation } from './select-conservation'
import { selectEffectCut, selectEffectTally } from './select-effect-tally'
import type { GroupState } from './stream-state'

const server = (value: number) => known(value, 'server' as const, 1)
const check = (settled: number): Conservation => ({
  verdict: 'balanced', at: 1, added: server(10), undelivered: server(0), pending: server(0), settled: server(settled), lostUnread: server(0), acksSeen: settled, deadLettersSeen: 0, goneWhilePending: 0, neverRead: false
})
const group = (change: Partial<GroupState> = {}, pending = 1): GroupState => ({
  name: 'g', samples: [], tally: { ...EMPTY_TALLY, acked: 7 },
  facts: {
    name: 'g', pending, lastDeliveredId: '9-0', entriesRead: server(9), lag: server(0), undelivered: server(0), consumers: [],
    window: { rows: [{ id: '8-0', consumer: 'a', idle: 1, deliveries: 1 }], complete: pending === 1, at: 1 }
  },
  ...change
})

describe('effects held against what is settled', () => {
  it('asks the ledger about the entries up to the cursor that are not pending', () => {
    expect(selectEffectCut(group(), NOTHING_AT_WORK)).toEqual({ upTo: '9-0', pending: ['8-0'] })
  })

  it('all accounted for: nothing is missing', () => {
    expect(selectEffectTally(check(7), group(), { once: 7, more: 0, accounted: 7 }, NOTHING_AT_WORK)).toMatchObject({ never: 0, unclear: 0 })
  })

  it('seen acked and without an effect: it never happened', () => {
    expect(selectEffectTally(check(7), group(), { once: 5, more: 0, accounted: 5 }, NOTHING_AT_WORK)).toMatchObject({ never: 2, unclear: 0 })
  })

  it('TRUST I16 settled unseen and without an effect: unknown, not good', () => {
    expect(selectEffectTally(check(8), group(), { once: 7, more: 0, accounted: 7 }, NOTHING_AT_WORK)).toMatchObject({ never: 0, unclear: 1, why: 'of 1 settled entry the ledger has nothing, and nobody here saw how it was settled' })
  })

  it('acks that were told after the reading do not make an unseen one seen', () => {
    const late = group({ tally: { ...EMPTY_TALLY, acked: 12 }, tallyRead: { ...EMPTY_TALLY, acked: 6 } })
    expect(selectEffectTally(check(8), late, { once: 6, more: 0, accounted: 6 }, NOTHING_AT_WORK)).toMatchObject({ never: 0, unclear: 2 })
  })

  it('more is pending than was read: unknown', () => {
    expect(selectEffectTally(check(7), group({}, 300), { once: 7, more: 0, accounted: 7 }, NOTHING_AT_WORK)).toMatchObject({ never: 0, unclear: 299 })
  })

  it('M18 a stream that began anew: nothing is claimed while nobody knows which effects are of before, and from its first entry on it is exact', () => {
    const anew = group({ anew: { at: 1, why: 'w', kept: 'none', open: server(0) } })
    expect(selectEffectTally(check(2), anew, { once: 7, more: 0, accounted: 7 }, NOTHING_AT_WORK)).toMatchObject({ never: 0, unclear: 1, why: expect.stringMatching(/not known$/) })
    expect(selectEffectTally(check(0), anew, { once: 7, more: 0, accounted: 7 }, NOTHING_AT_WORK)).toMatchObject({ never: 0, unclear: 0 })
    const known = group({ tally: { ...EMPTY_TALLY, acked: 9 }, tallyBefore: { ...EMPTY_TALLY, acked: 7 }, anew: { at: 1, why: 'w', kept: 'none', open: server(0), first: '6-0' } })
    expect(selectEffectCut(known, NOTHING_AT_WORK)).toEqual({ upTo: '9-0', from: '6-0', pending: ['8-0'] })
    expect(selectEffectTally(check(2), known, { once: 8, more: 0, accounted: 1 }, NOTHING_AT_WORK)).toMatchObject({ never: 1, unclear: 0 })
    // What a worker still has of the old stream stands in for nothing of the new one.
    const old: AtWork = { ids: ['5-0'], settledFirst: new Set() }
    expect(selectEffectCut(known, old)).toEqual({ upTo: '9-0', from: '6-0', pending: ['8-0'] })
    expect(selectEffectTally(check(2), known, { once: 8, more: 0, accounted: 1 }, old)).toMatchObject({ never: 1, unclear: 0 })
  })

  const inHand = (...ids: AtWork['ids']): AtWork => ({ ids, settledFirst: new Set(ids) })

  it('acked and still in the hands of a worker: open, whether its effect has come by now or not', () => {
    const hands = inHand('7-0')
    expect(selectEffectCut(group(), hands)).toEqual({ upTo: '9-0', pending: ['8-0', '7-0'] })
    expect(selectEffectTally(check(7), group(), { once: 6, more: 0, accounted: 6 }, hands)).toMatchObject({ never: 0, unclear: 0, atWork: 1 })
    expect(selectEffectTally(check(7), group(), { once: 5, more: 0, accounted: 5 }, hands)).toMatchObject({ never: 1, unclear: 0, atWork: 1 })
  })

  it('what is in hand and pending, or was not given at the reading, is open by that', () => {
    expect(selectEffectCut(group(), inHand('8-0', '9-1'))).toEqual({ upTo: '9-0', pending: ['8-0'] })
    expect(selectEffectTally(check(7), group(), { once: 6, more: 0, accounted: 6 }, inHand('8-0', '9-1'))).toMatchObject({ never: 1, atWork: 0 })
  })

  it('acked by another hand while a worker has it: open too, and not called settled before its work', () => {
    expect(selectEffectTally(check(7), group(), { once: 6, more: 0, accounted: 6 }, { ids: ['7-0'], settledFirst: new Set() })).toMatchObject({ never: 0, unclear: 0, atWork: 0 })
  })
})
