import { describe, expect, it } from 'vitest'
import { addLongDoubles, formatLongDouble, parseLongDouble, type LongDouble } from './long-double'

function finite(text: string): LongDouble {
  const value = parseLongDouble(text)
  if (value === undefined || value === 'infinite') throw new Error(`${text} is no number`)
  return value
}

function sum(a: string, b: string): string | undefined {
  const result = addLongDoubles(finite(a), finite(b))
  return result && formatLongDouble(result)
}

// What redis-server 7.0.15 answers on x86-64.
describe('long doubles', () => {
  it.each([
    ['0.1', '0.2', '0.3'], ['10.5', '0.1', '10.6'], ['0', '1e25', '10000000000000000000000000'], ['0', '1e30', '1000000000000000000024696061952'], ['0x10', '-16', '0'], ['0', '0x1.8p1', '3'], ['-0', '-0', '0'], ['5.', '.5', '5.5'], ['+1', '1e-17', '1.00000000000000001'], ['1', '1e-18', '1'],
    ['0', '1e-4940', '0'], ['-0.5', '0.5', '0'], ['0', '-1e-17', '-0.00000000000000001'], ['18446744073709551615', '1', '18446744073709551616'], ['18446744073709551616', '1', '18446744073709551616'], ['0', '1e400', formatLongDouble(finite('1e400'))]
  ])('%s + %s = %s', (a, b, expected) => {
    expect(sum(a, b)).toBe(expected)
  })

  it('are infinite beyond 2^16384', () => {
    expect(parseLongDouble('-InFinity')).toBe('infinite')
    expect(sum('1.1e4932', '1.1e4932')).toBeUndefined()
  })

  it.each(['', ' 1', '1 ', '1e', '1e+', '.', '-', '0x', '0x.', 'nan', 'inf ', '1_0', '1e5000', '1e-5000', '1e999999999999', '1'.repeat(6000)])('are no %j', (text) => {
    expect(parseLongDouble(text)).toBeUndefined()
  })
})
