import { expect, test } from 'vitest'
import { listDeadLetterKeys } from './dead-letter-keys'

const at = (key: string, connection = 'c') => ({ connection, key })

test('beside the stream looked at, then others that are watched on its connection, then itself', () => {
  expect(listDeadLetterKeys(at('s'), [at('t:dlq'), at('x:dlq', 'd'), at('t')])).toEqual(['s:dlq', 't:dlq', 's'])
  expect(listDeadLetterKeys(at('s:dlq'), [])).toEqual(['s:dlq'])
})

test('where its consumers move them comes first, whatever it is called, and so does it when it is looked at itself', () => {
  const routes = [{ from: 's', to: 's:dead' }]
  expect(listDeadLetterKeys(at('s'), [], routes)).toEqual(['s:dead', 's'])
  expect(listDeadLetterKeys(at('s:dead'), [], routes)).toEqual(['s:dead'])
})

test('one that somebody says holds them comes first when it is looked at; one named so stays, whatever is said of its alert', () => {
  expect(listDeadLetterKeys(at('failed'), [], [], [{ key: 'failed', holds: true }])).toEqual(['failed'])
  expect(listDeadLetterKeys(at('s'), [at('failed')], [], [{ key: 'failed', holds: true }])).toEqual(['s:dlq', 'failed', 's'])
  expect(listDeadLetterKeys(at('s:dlq'), [], [], [{ key: 's:dlq', holds: false }])).toEqual(['s:dlq'])
})
