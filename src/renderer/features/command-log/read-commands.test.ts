import { expect, test } from 'vitest'
import type { LoggedCommand } from '@shared/contract/workbench'
import { appendCommands, LINES_KEPT } from './read-commands'

const line = (seq: number): LoggedCommand => ({ seq, at: 0, connection: 'sandbox', by: 'hand', command: ['PING'], omitted: 0, outcome: 'ok', reply: 'PONG', tookMs: 1, times: 1 })
const seqs = (lines: readonly LoggedCommand[]): number[] => lines.map(({ seq }) => seq)

test('no line twice, and the same array when nothing is new', () => {
  const before = [line(1), line(2)]
  expect(seqs(appendCommands(before, [line(2), line(3)], 3))).toEqual([1, 2, 3])
  expect(appendCommands(before, [line(2)], 2)).toBe(before)
})

test('a host that started again starts a new log', () => {
  expect(seqs(appendCommands([line(900)], [line(1), line(2)], 2))).toEqual([1, 2])
  expect(appendCommands([line(900)], [], 0)).toEqual([])
})

test('the page keeps a bounded number', () => {
  const many = Array.from({ length: LINES_KEPT }, (_unused, index) => line(index + 1))
  expect(seqs(appendCommands(many, [line(LINES_KEPT + 1)], LINES_KEPT + 1)).length).toBe(LINES_KEPT)
})
