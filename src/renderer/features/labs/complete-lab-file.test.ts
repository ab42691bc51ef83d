import { expect, it } from 'vitest'
import { completeLabFile } from './complete-lab-file'

const FILE = `sluice: 1
name: small
streams:
  - name: s
    trim: { maxLen: 10 }
groups:
  - name: g
    stream: s
    `

/** Completions where the text ends. */
const at = (text: string): string[] => completeLabFile(text, text.length).map((completion) => completion.text)

it('offers the parts of a lab at its outermost', () => {
  expect(at('')).toEqual(expect.arrayContaining(['name: ', 'streams: ', 'sources: ', 'groups: ']))
})

it('offers the parts of a group inside one, and those of a stream inside that', () => {
  expect(at(FILE)).toEqual(expect.arrayContaining(['consumers: ', 'handler: ', 'retry: ', 'deadLetter: ', 'breaker: ']))
  expect(at(FILE)).not.toContain('sources: ')
  expect(at(FILE.slice(0, FILE.indexOf('    trim')) + '    ')).toEqual(['name: ', 'trim: ', 'seed: '])
})

it('offers the parts of what is written in braces, and of what is written on lines below', () => {
  expect(at(`${FILE}retry: { `)).toEqual(expect.arrayContaining(['attempts: ', 'baseMs: ', 'jitter: ']))
  expect(at(`${FILE}retry: { attempts: 3, `)).toContain('factor: ')
  expect(at(`${FILE}breaker:\n      `)).toEqual(['failures: ', 'openMs: '])
})

it('offers the parts of an intake', () => {
  expect(at('sluice: 1\n')).toContain('intake: ')
  expect(at('sluice: 1\nintake:\n  ')).toEqual(['stream: ', 'envelope: ', 'jobTimeoutMs: ', 'maxBytes: '])
})

it('offers the words that a part takes', () => {
  expect(at(`${FILE}idempotency: `)).toEqual(['none', 'guard-first', 'ledger'])
  expect(at(`${FILE}ackBatch: `)).toEqual(['true', 'false'])
  expect(at(`${FILE}reclaim: { by: `)).toEqual(expect.arrayContaining(['nobody', 'autoclaim-first', 'sweeper', 'read']))
})
