import { expect, test } from 'vitest'
import { createGoneMemory } from './gone-memory'
import type { StreamExtent } from './undelivered'

const extent: StreamExtent = { at: 1, length: 100, firstId: '10-0', entriesAdded: 120, tail: ['200-0', '199-0'] }

test('the ends of the stream prove it without asking', () => {
  const memory = createGoneMemory()
  expect(memory.find('9-0', extent)).toBe(true)
  expect(memory.find('199-0', extent)).toBe(false)
  expect(memory.find('199-5', extent)).toBe(true)
  expect(memory.find('50-0', extent)).toBeUndefined()
  expect(memory.find('50-0', { at: 1, length: 0, tail: [] })).toBe(true)
  expect(memory.find('50-0', { ...extent, length: 2, firstId: '199-0' })).toBe(true)
})

test('gone stays gone; present holds only while nothing was removed', () => {
  const memory = createGoneMemory()
  memory.learn('50-0', true, extent)
  memory.learn('51-0', false, extent)
  const grown: StreamExtent = { ...extent, length: 105, entriesAdded: 125, tail: ['205-0'] }
  expect([memory.find('50-0', grown), memory.find('51-0', grown)]).toEqual([true, false])
  const trimmed: StreamExtent = { ...grown, length: 104 }
  expect([memory.find('50-0', trimmed), memory.find('51-0', trimmed)]).toEqual([true, undefined])
  memory.keepOnly(new Set(['51-0']))
  expect(memory.find('50-0', grown)).toBeUndefined()
  memory.clear()
  expect(memory.find('51-0', grown)).toBeUndefined()
})

test('before 7.0 there are no counters to hold present by', () => {
  const memory = createGoneMemory()
  const { entriesAdded: _unknown, ...old } = extent
  memory.learn('51-0', false, old)
  expect(memory.find('51-0', { ...old, at: 2 })).toBeUndefined()
})
