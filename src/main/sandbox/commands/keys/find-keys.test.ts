import { expect, it } from 'vitest'
import type { Reply } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { ALL_COMMANDS } from '../all-commands'

const page = (reply: Reply | undefined): [cursor: string, items: string[]] => reply as [string, string[]]

it.each([['SCAN'], ['SSCAN', 'set'], ['HSCAN', 'hash']])('goes through %s piece by piece and misses nothing that stays', (...command) => {
  const client = openEngine(ALL_COMMANDS).connect()
  const names = Array.from({ length: 1000 }, (_, index) => `name ${index}`)
  for (const name of names) {
    if (command[0] === 'SCAN') client.call('SET', name, '1')
    if (command[0] === 'SSCAN') client.call('SADD', 'set', name)
    if (command[0] === 'HSCAN') client.call('HSET', 'hash', name, '1')
  }
  const remove = command[0] === 'SCAN' ? ['DEL'] : command[0] === 'SSCAN' ? ['SREM', 'set'] : ['HDEL', 'hash']
  const met = new Set<string>()
  let cursor = '0'
  let pages = 0
  do {
    const [next, items] = page(client.call(...command, cursor, 'COUNT', '7'))
    for (const item of items) met.add(item)
    // All but every third one goes meanwhile.
    for (const index of [pages * 4, pages * 4 + 1]) if (index % 3 !== 0) client.call(...remove, `name ${index}`)
    cursor = next
    pages += 1
  } while (cursor !== '0')
  expect(pages).toBeGreaterThan(80)
  expect(names.filter((name, index) => index % 3 === 0 && !met.has(name))).toEqual([])
})

it('gives a hash as a whole, in the order in which its fields were set, until it is large', () => {
  const client = openEngine(ALL_COMMANDS).connect()
  client.call('HSET', 'hash', 'b', '1', 'a', '2', 'c', '3')
  client.call('HSET', 'hash', 'b', '4')
  client.call('HDEL', 'hash', 'a')
  client.call('HSET', 'hash', 'a', '5')
  expect(client.call('HSCAN', 'hash', '0', 'COUNT', '1')).toEqual(['0', ['b', '4', 'c', '3', 'a', '5']])
})

it('takes a lone star as no pattern, since a pattern never matches the empty name', () => {
  const client = openEngine(ALL_COMMANDS).connect()
  client.call('SET', '', '1')
  expect(['*', '**', ''].map((pattern) => client.call('KEYS', pattern))).toEqual([[''], [], ['']])
})

it('finds a key at random, and takes those that are over out of the way', () => {
  const { connect, engine } = openEngine(ALL_COMMANDS)
  const client = connect()
  engine.config.activeExpire = false
  expect(client.call('RANDOMKEY')).toBeNull()
  for (let index = 0; index < 50; index++) client.call('SET', `over ${index}`, '1', 'PXAT', '1')
  client.call('SET', 'here', '1')
  expect([client.call('RANDOMKEY'), client.call('KEYS', '*')]).toEqual(['here', ['here']])
})
