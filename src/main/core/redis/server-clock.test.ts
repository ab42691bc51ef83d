import { expect, it } from 'vitest'
import { isSameClock, parseClockInfo, parseClockReply } from './server-clock'

it('is read from the answer to SLUICE CLOCK, as RESP2 gives it', () => {
  const name = (text: string): Buffer => Buffer.from(text)
  expect(parseClockReply([name('state'), name('held'), name('now'), '1700000000000', name('ahead'), '-5'])).toEqual({ kind: 'held', at: 1_700_000_000_000 })
  expect(parseClockReply([name('state'), name('running'), name('now'), '1', name('ahead'), '60000'])).toEqual({ kind: 'running', ahead: 60_000 })
  expect(parseClockReply(null)).toBeUndefined()
  expect(parseClockReply(['odd'])).toBeUndefined()
})

it('is read from INFO where the server tells it', () => {
  expect(parseClockInfo(new Map([['clock_held', '1'], ['server_time_usec', '1700000000000999'], ['clock_ahead_ms', '0']]))).toEqual({ kind: 'held', at: 1_700_000_000_000 })
  expect(parseClockInfo(new Map([['clock_held', '0'], ['clock_ahead_ms', '-3']]))).toEqual({ kind: 'running', ahead: -3 })
  expect(parseClockInfo(new Map([['clock_held', '1'], ['server_time_usec', 'soon']]))).toBeUndefined()
  expect(parseClockInfo(new Map([['redis_version', '7.0.15']]))).toBeUndefined()
})

it('that nobody touched is the same one, a little jitter aside', () => {
  expect(isSameClock({ kind: 'running', ahead: 10, since: 0 }, { kind: 'running', ahead: 12 })).toBe(true)
  expect(isSameClock({ kind: 'running', ahead: 10, since: 0 }, { kind: 'running', ahead: 60_010 })).toBe(false)
  expect(isSameClock({ kind: 'held', at: 5, since: 0 }, { kind: 'held', at: 5 })).toBe(true)
  expect(isSameClock({ kind: 'held', at: 5, since: 0 }, { kind: 'held', at: 6 })).toBe(false)
  expect(isSameClock({ kind: 'held', at: 5, since: 0 }, { kind: 'running', ahead: 0 })).toBe(false)
  expect(isSameClock(undefined, { kind: 'held', at: 5 })).toBe(false)
})
