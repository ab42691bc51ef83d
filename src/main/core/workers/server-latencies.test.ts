import { expect, it } from 'vitest'
import { toServerLatencies } from './server-latencies'

it('are as they were measured on a server whose clock is this machine\'s', () => {
  expect(toServerLatencies([1, 2], undefined, 5000)).toEqual([1, 2])
  expect(toServerLatencies([1, 2], { kind: 'running', ahead: 0, since: 4999 }, 5000)).toEqual([1, 2])
})

it('are put right by what the clock is ahead, and left out where that is not sure', () => {
  const ahead = { kind: 'running', ahead: 60_000, since: 1000 } as const
  expect(toServerLatencies([-59_998, -59_990, 3], ahead, 5000)).toEqual([2, 10, 60_003])
  expect(toServerLatencies([-60_001], ahead, 5000)).toEqual([])
  expect(toServerLatencies([-59_998], { ...ahead, since: 4500 }, 5000)).toEqual([])
})

it('cannot be told while the clock stands still', () => {
  expect(toServerLatencies([5], { kind: 'held', at: 1, since: 0 }, 5000)).toEqual([])
})
