import fc from 'fast-check'
import { expect, test } from 'vitest'
import { STRIP_LENGTH } from '@shared/model/comparison-state'
import { createMessageTally } from './message-tally'

/** What becomes of one number: the reply to its sender, and whether and when it is received. */
const message = fc.record({
  reply: fc.constantFrom('sent', 'refused', 'unknown'),
  received: fc.constantFrom('never', 'before the reply', 'after the reply', 'twice')
})

test('D1: sent = received + missed + waiting for any order of replies, receipts and gaps, and the strip says the same', () => {
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: STRIP_LENGTH + 40 }), fc.boolean(), (messages, gapClosed) => {
    const tally = createMessageTally()
    let came = 0
    let taken = 0
    messages.forEach(({ reply, received }, index) => {
      const n = index + 1
      // A message that the server refused is never received.
      const comes = reply !== 'refused' && received !== 'never'
      tally.begin(n)
      if (comes && received === 'before the reply') tally.received(n)
      tally[reply](n)
      if (comes && received !== 'before the reply') tally.received(n)
      if (comes && received === 'twice') tally.received(n)
      if (comes) came += 1
      if (comes || reply === 'sent') taken += 1
    })
    if (gapClosed) tally.missedBefore(messages.length + 1)
    const { sent, received, missed, waiting, unknown, again, strip } = tally.read()
    expect(received).toBe(came)
    expect(sent).toBe(taken)
    expect(received + missed + waiting).toBe(sent)
    expect(gapClosed ? waiting : missed).toBe(0)
    expect(unknown).toBe(messages.filter(({ reply, received: how }) => reply === 'unknown' && how === 'never').length)
    expect(again).toBe(messages.filter(({ reply, received: how }) => reply !== 'refused' && how === 'twice').length)
    expect(strip).toHaveLength(Math.min(messages.length, STRIP_LENGTH))
    if (messages.length <= STRIP_LENGTH) for (const [sign, of] of [['r', received], ['m', missed], ['w', waiting], ['u', unknown]] as const) expect(strip.split(sign).length - 1).toBe(of)
  }))
})
