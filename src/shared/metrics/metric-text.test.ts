import { expect, it } from 'vitest'
import { formatMetrics, toLabelValue } from './metric-text'

it('writes families with help and type, and leaves out what has no sample', () => {
  expect(formatMetrics([
    { name: 'a_total', type: 'counter', help: 'Line\nbreak.', samples: [{ labels: [], value: 1 }, { labels: [['x', 'q"\\\n'], ['none', '']], value: '9007199254740993' }] },
    { name: 'b', type: 'gauge', help: 'Nothing is known.', samples: [] }
  ])).toBe('# HELP a_total Line\\nbreak.\n# TYPE a_total counter\na_total 1\na_total{x="q\\"\\\\\\n"} 9007199254740993\n')
})

it('never writes two samples with the same labels', () => {
  expect(formatMetrics([{ name: 'a', type: 'gauge', help: 'A.', samples: [{ labels: [['x', '1']], value: 1 }, { labels: [['x', '1']], value: 2 }] }]).split('\n').filter((line) => line.startsWith('a'))).toEqual(['a{x="1"} 1'])
})

it('makes UTF-8 of bytes that are none, and tells long names apart that begin alike', () => {
  expect(toLabelValue('a\udcff😀')).toBe('a\\xff😀')
  const long = 'x'.repeat(300)
  expect(toLabelValue(`${long}a`)).toHaveLength(105)
  expect(toLabelValue(`${long}a`)).not.toBe(toLabelValue(`${long}b`))
})
