import { expect, test } from 'vitest'
import { known, unknown, type Fact } from '@shared/model/fact'
import type { Count } from '@shared/redis/count'
import { describeLagDrift } from './lag-drift'

const drift = (lag: Fact<Count>, undelivered: Fact<Count>): string | undefined => describeLagDrift({
  name: 'g', pending: 0, lastDeliveredId: '0-0', entriesRead: unknown('-'), consumers: [], window: { rows: [], complete: true, at: 0 }, lag, undelivered
})

test('both figures are shown when they differ, and an unknown one is no difference (SCENARIOS 21, 23)', () => {
  expect(drift(known(4, 'server', 0), known(2, 'counted', 0))).toContain('The server says 4, counted are 2.')
  expect(drift(known(2, 'server', 0), known(2, 'counted', 0))).toBeUndefined()
  expect(drift(unknown('nil'), known(2, 'counted', 0))).toBeUndefined()
  expect(drift(known(2, 'server', 0), unknown('too many'))).toBeUndefined()
})
