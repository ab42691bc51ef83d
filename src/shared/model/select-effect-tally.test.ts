import { describe, expect, it } from 'vitest'
import { known } from './fact'
import { EMPTY_TALLY } from './reduce-stream'
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
const stream = { epoch: 0 }

describe('effects held against what is settled', () => {
  it('asks the ledger about the entries up to the cursor that are not pending', () => {
    expect(selectEffectCut(group())).toEqual({ upTo: '9-0', pending: ['8-0'] })
  })

  it('all accounted for: nothing is missing', () => {
    expect(selectEffectTally(check(7), stream, group(), { once: 7, more: 0, accounted: 7 })).toMatchObject({ never: 0, unclear: 0 })
  })

  it('seen acked and without an effect: it never happened', () => {
    expect(selectEffectTally(check(7), stream, group(), { once: 5, more: 0, accounted: 5 })).toMatchObject({ never: 2, unclear: 0 })
  })

  it('TRUST I16 settled unseen and without an effect: unknown, not good', () => {
    expect(selectEffectTally(check(8), stream, group(), { once: 7, more: 0, accounted: 7 })).toMatchObject({ never: 0, unclear: 1, why: 'of 1 settled entry the ledger has nothing, and nobody here saw how it was settled' })
  })

  it('acks that were told after the reading do not make an unseen one seen', () => {
    const late = group({ tally: { ...EMPTY_TALLY, acked: 12 }, tallyRead: { ...EMPTY_TALLY, acked: 6 } })
    expect(selectEffectTally(check(8), stream, late, { once: 6, more: 0, accounted: 6 })).toMatchObject({ never: 0, unclear: 2 })
  })

  it('more is pending than was read: unknown', () => {
    expect(selectEffectTally(check(7), stream, group({}, 300), { once: 7, more: 0, accounted: 7 })).toMatchObject({ never: 0, unclear: 299 })
  })

  it('a stream that began anew: the ledger also has what was there before', () => {
    expect(selectEffectTally(check(2), { epoch: 1 }, group(), { once: 7, more: 0, accounted: 7 })).toMatchObject({ never: 0, unclear: 1, why: expect.stringMatching(/began anew/) })
  })
})
