import { expect, test } from 'vitest'
import { createHeldEntries } from './held-entries'

test('what is acked before its work is not held any more, and at work until that is done', () => {
  const held = createHeldEntries()
  for (const id of ['1-0', '2-0'] as const) held.receive(id)
  held.goOn('1-0')
  held.settle('1-0')
  expect([held.snapshot(), held.atWork()]).toEqual([{ count: 1, ids: ['2-0'] }, ['1-0', '2-0']])
  held.settle('1-0')
  expect(held.atWork()).toEqual(['2-0'])
})

test('what is acked before its work and then fails is not left pending', () => {
  const held = createHeldEntries()
  held.receive('1-0')
  held.goOn('1-0')
  held.settle('1-0')
  held.leave('1-0')
  expect([held.snapshot(), held.atWork()]).toEqual([{ count: 0, ids: [] }, []])
})

test('after its connection is lost nothing is at work', () => {
  const held = createHeldEntries()
  held.receive('1-0')
  held.goOn('1-0')
  held.forget()
  expect([held.snapshot(), held.atWork()]).toEqual([{ count: 0, ids: [] }, []])
})
