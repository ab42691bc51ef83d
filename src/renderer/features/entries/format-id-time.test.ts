import { expect, test } from 'vitest'
import { formatIdTime } from './format-id-time'

const NOW = new Date(2026, 10, 21, 14, 3).getTime()

test('another day brings its date, another year its year', () => {
  const at = (year: number, month: number, day: number): string => formatIdTime(new Date(year, month, day, 9, 5, 7, 20).getTime(), NOW)
  expect([at(2026, 10, 21), at(2026, 10, 20), at(1970, 0, 2)]).toEqual(['09:05:07.020', '11-20 09:05:07.020', '1970-01-02 09:05:07'])
})
