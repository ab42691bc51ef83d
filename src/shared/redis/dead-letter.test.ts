import { expect, test } from 'vitest'
import { formatMark, parseMark, splitDeadLetter } from './dead-letter'

const fields = (...flat: string[]) => flat.flatMap((name, index) => (index % 2 === 0 ? [{ name, value: flat[index + 1] ?? '' }] : []))

test('a dead letter is taken apart: where it comes from, then its own fields', () => {
  const letter = fields('dlq:stream', 'orders', 'dlq:id', '5-1', 'dlq:group', '', 'dlq:deliveries', '9223372036854775807', 'dlq:failed-at', '2026-11-27T10:00:00.000Z', 'type', 'paid', 'dlq:note', 'mine')
  expect(splitDeadLetter(letter)).toEqual({
    origin: { stream: 'orders', id: '5-1', group: '', deliveries: '9223372036854775807', failedAt: Date.parse('2026-11-27T10:00:00.000Z') },
    own: fields('type', 'paid', 'dlq:note', 'mine')
  })
})

test('what is not said is not known, and what cannot be read is not said', () => {
  expect(splitDeadLetter(fields('type', 'paid', 'dlq:stream', 'x'))).toEqual({ origin: {}, own: fields('type', 'paid', 'dlq:stream', 'x') })
  expect(splitDeadLetter(fields('dlq:id', 'none', 'dlq:deliveries', 'many', 'dlq:failed-at', 'then')).origin).toEqual({})
})

test('attempts and a last error that whoever gave it up did not know are not known, and why it was given up is; nothing of the payload is taken for them', () => {
  const letter = fields('dlq:stream', 'a', 'dlq:deliveries', '4', 'dlq:attempts', 'unknown', 'dlq:reason', 'Delivered 4 times, more than 3.', 'dlq:error', 'unknown', 'dlq:error', 'of the payload')
  expect(splitDeadLetter(letter)).toEqual({ origin: { stream: 'a', deliveries: 4, reason: 'Delivered 4 times, more than 3.' }, own: fields('dlq:error', 'of the payload') })
})

test('a letter of before has no reason, and its error as it stands', () => {
  expect(splitDeadLetter(fields('dlq:stream', 'a', 'dlq:attempts', '2', 'dlq:error', 'boom', 'n', '1')).origin).toEqual({ stream: 'a', attempts: 2, error: 'boom' })
})

test('a letter that was redriven and died again loses what the redrive put before its payload, and nothing of the payload', () => {
  expect(splitDeadLetter(fields('dlq:stream', 'a', 'dlq:redriven-from', '1-0', 'dlq:stream', 'of the payload', 'n', '1'))).toEqual({ origin: { stream: 'a' }, own: fields('dlq:stream', 'of the payload', 'n', '1') })
})

test('marks are read back as they were, bytes of names too; anything else is no mark', () => {
  const mark = { at: 5, stream: 'a\udcff"', id: '7-0', by: 'sluice as default' } as const
  expect(parseMark(formatMark(mark))).toEqual(mark)
  expect(parseMark(formatMark({ ...mark, undoing: true }))).toEqual({ ...mark, undoing: true })
  for (const text of ['', '1', 'null', '{}', '{"at":1,"stream":"a","id":"x"}', '{"at":"1","stream":"a","id":"1-0"}']) expect(parseMark(text)).toBeUndefined()
})
