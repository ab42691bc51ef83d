import { expect, test } from 'vitest'
import { nextConsumerName } from './next-consumer-name'

test.each([
  [['ns-1', 'ns-2'], 'ns-3'],
  [['ns-1', 'ns-3', 'ns-2'], 'ns-4'],
  [['auditor'], 'auditor-2'],
  [['auditor', 'auditor-2'], 'auditor-3'],
  [['worker_a', 'worker9'], 'worker10']
])('after %j comes %s', (names, next) => {
  expect(nextConsumerName(names)).toBe(next)
})
