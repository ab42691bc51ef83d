import { expect, test } from 'vitest'
import { averageUsec, parseCommandstats } from './parse-commandstats'
import { createServerBudget, type ServerBudget } from './server-budget'

const reading = [['XINFO', 'STREAM', 'k'], ['XPENDING', 'k', 'g', '-', '+', '200']]

function spend(budget: ServerBudget, seconds: number, call: { ms: number; bytes: number; times?: number }): number {
  for (let second = 0; second < seconds; second++) {
    for (let n = 0; n < (call.times ?? 4); n++) budget.record({ commands: reading, ms: call.ms, bytes: call.bytes })
    budget.closeSecond(second)
  }
  return budget.scale()
}

test('within the budget the rate stays full', () => {
  expect(spend(createServerBudget(), 10, { ms: 1, bytes: 1000 })).toBe(1)
})

test('halves each second while it is over, down to a sixteenth, and recovers step by step (O4)', () => {
  const budget = createServerBudget()
  expect(spend(budget, 1, { ms: 1, bytes: 400_000 })).toBe(0.5)
  expect(spend(budget, 9, { ms: 1, bytes: 400_000 })).toBe(1 / 16)
  expect(spend(budget, 1, { ms: 1, bytes: 10 })).toBeCloseTo(1 / 16 + 0.1)
  expect(spend(budget, 20, { ms: 1, bytes: 10 })).toBe(1)
})

test('an error halves the rate', () => {
  const budget = createServerBudget()
  budget.recordFailure()
  budget.closeSecond(0)
  expect(budget.scale()).toBe(0.5)
})

test('the way to the server is no work of the server: a distant one is read at full rate', () => {
  const budget = createServerBudget()
  budget.recordPing(150)
  expect(spend(budget, 5, { ms: 151, bytes: 1000 })).toBe(1)
})

test('answers that are slow and not dear cost no more than three quarters of the rate', () => {
  const budget = createServerBudget()
  budget.learnAverages(new Map([['xinfo|stream', 3], ['xpending', 40]]))
  expect(spend(budget, 10, { ms: 60, bytes: 1000 })).toBe(1 / 4)
})

test('the cost is the server\'s own average times our calls, and an estimate where that is not known', () => {
  const budget = createServerBudget()
  budget.recordPing(1)
  for (let n = 0; n < 4; n++) budget.record({ commands: reading, ms: 1.5, bytes: 2000 })
  expect(budget.closeSecond(5)).toEqual({ core: 0.002, from: 'estimate', callsPerSecond: 8, bytesPerSecond: 8000, at: 5 })
  const before = parseCommandstats('# Commandstats\r\ncmdstat_xpending:calls=100,usec=9000,usec_per_call=90.00,rejected_calls=0\r\ncmdstat_get:calls=1,usec=1\r\n')
  const after = parseCommandstats('cmdstat_xpending:calls=110,usec=9400,usec_per_call=85.45\r\ncmdstat_xinfo|stream:calls=10,usec=30,usec_per_call=3.00\r\n')
  expect([...averageUsec(before, after)]).toEqual([['xpending', 40], ['xinfo|stream', 3]])
  const informed = createServerBudget()
  informed.learnAverages(averageUsec(before, after))
  for (let n = 0; n < 4; n++) informed.record({ commands: reading, ms: 50, bytes: 2000 })
  expect(informed.closeSecond(6)).toMatchObject({ core: 4 * 43e-6, from: 'server' })
})
