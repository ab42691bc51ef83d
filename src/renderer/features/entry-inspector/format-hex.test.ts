import { textToBytes } from '@shared/redis/byte-text'
import { expect, test } from 'vitest'
import { formatHex } from './format-hex'

test('R6: every byte is shown, none as itself unless it can be seen', () => {
  expect(formatHex(textToBytes('{"a":1}\u0000é\udcff'))).toBe('0000  7b 22 61 22 3a 31 7d 00  {"a":1}·\n0008  c3 a9 ff                 ···')
  expect(formatHex(new Uint8Array())).toBe('')
})
