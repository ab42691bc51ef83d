import { describe, expect, test } from 'vitest'
import type { RescueRow } from '@shared/contract/faults'
import { describeRescue } from './describe-rescue'

const row = (first: RescueRow['first'], second: RescueRow['second']): RescueRow => ({ id: '1-0', first, second })

describe('what two rescuers got', () => {
  test('one winner each', () => {
    expect(describeRescue([row('got', 'nothing'), row('got', 'nothing'), row('nothing', 'got')], 'a', 'b')).toBe('a alone got 2 of 3, b alone 1; none was got by both.')
  })

  test('both, neither, and what is not known', () => {
    expect(describeRescue([row('got', 'got'), row('nothing', 'nothing'), row('unknown', 'got')], 'a', '')).toBe(
      'a alone got 0 of 3, (empty name) alone 1; 1 was got by both, one after the other; 1 by neither; of 1 it is unknown.'
    )
  })
})
