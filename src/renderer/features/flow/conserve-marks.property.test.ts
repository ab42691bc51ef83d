import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseDetail, conserveMarks, EMPTY_ACCOUNT, MARK_SIZES, type DetailLevel } from './conserve-marks'

const level: fc.Arbitrary<DetailLevel> = fc.oneof(
  fc.constantFrom(...MARK_SIZES).map((size): DetailLevel => ({ kind: 'marks', size })),
  fc.constant<DetailLevel>({ kind: 'band' })
)
const step = fc.record({ count: fc.nat(5000), level, room: fc.integer({ min: 0, max: 800 }) })

test('marks × size + carried + banded + undrawn equals the counter after every step, whatever the levels and the room', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    let account = EMPTY_ACCOUNT
    let counter = 0
    let drawn = 0
    for (const each of steps) {
      const next = conserveMarks(account, each.count, each.level, each.room)
      counter += each.count
      if (each.level.kind === 'marks') drawn += next.marks * each.level.size
      account = next.account
      expect(next.marks).toBeLessThanOrEqual(each.room)
      expect(account.drawn).toBe(drawn)
      expect(account.drawn + account.carried + account.banded + account.undrawn).toBe(counter)
      expect(account.seen).toBe(counter)
      expect(account.carried).toBeLessThan(each.level.kind === 'marks' ? each.level.size : 1)
    }
  }))
})

test('up to 150 a second every entry has its own mark, and a small flow is never rounded to nothing', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 150, noNaN: true }), (rate) => {
    expect(chooseDetail(rate, 0, { kind: 'marks', size: 1 })).toEqual({ kind: 'marks', size: 1 })
  }))
})

test('no level draws more than 150 marks a second on one edge, and pressure only ever draws fewer', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.nat(6), level, (rate, pressure, previous) => {
    const chosen = chooseDetail(rate, pressure, previous)
    if (chosen.kind === 'marks') expect(rate / chosen.size).toBeLessThanOrEqual(150)
    const more = chooseDetail(rate, pressure + 1, previous)
    const size = (detail: DetailLevel): number => (detail.kind === 'band' ? Number.POSITIVE_INFINITY : detail.size)
    expect(size(more)).toBeGreaterThanOrEqual(size(chosen))
  }))
})

test('a rate around a limit does not make the level flicker', () => {
  const up = chooseDetail(160, 0, { kind: 'marks', size: 1 })
  expect(up).toEqual({ kind: 'marks', size: 5 })
  expect(chooseDetail(145, 0, up)).toEqual(up)
  expect(chooseDetail(80, 0, up)).toEqual({ kind: 'marks', size: 1 })
})
