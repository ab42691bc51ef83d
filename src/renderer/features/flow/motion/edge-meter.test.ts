import { expect, test } from 'vitest'
import { createEdgeMeter } from './edge-meter'

test('measures over the last second and raises the level with the rate, keeping every entry in the account', () => {
  const meter = createEdgeMeter()
  let drawn = 0
  for (let at = 0; at < 3000; at += 10) {
    const { marks, size } = meter.pass(30, at, { pressure: 0, room: 800 })
    drawn += marks * size
  }
  expect(meter.rate(2990)).toBe(3000)
  expect(meter.level()).toEqual({ kind: 'marks', size: 50 })
  const { seen, carried, undrawn, banded } = meter.account()
  expect(seen).toBe(9000)
  expect(drawn + carried + undrawn + banded).toBe(9000)
})

test('goes quiet: after a second without entries the rate is zero', () => {
  const meter = createEdgeMeter()
  meter.pass(500, 0, { pressure: 0, room: 800 })
  expect(meter.rate(500)).toBe(500)
  expect(meter.rate(1500)).toBe(0)
})

test('rare entries keep one mark each whatever their rate, and say what had no room', () => {
  const meter = createEdgeMeter()
  expect(meter.single(5000, 0, 400)).toEqual({ marks: 400, size: 1 })
  expect(meter.account()).toMatchObject({ seen: 5000, drawn: 400, undrawn: 4600 })
})
