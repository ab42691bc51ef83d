import { expect, test } from 'vitest'
import { countBetween, parseGroupCalls, parseTotalCommands } from './server-count'

const LIST = 'id=7 addr=127.0.0.1:1 name=a cmd=xreadgroup user=default tot-net-in=9 tot-net-out=9 tot-cmds=12\nid=71 addr=127.0.0.1:2 name=b tot-cmds=5\n'

test('A8: tot-cmds are of the very sockets that are asked about, or unknown', () => {
  expect(parseTotalCommands(LIST, ['7', '71'])).toBe(17)
  expect(parseTotalCommands(LIST, ['7'])).toBe(12)
  expect(parseTotalCommands(LIST, ['1'])).toBeUndefined()
  expect(parseTotalCommands('id=7 addr=127.0.0.1:1 name=a cmd=ping\n', ['7'])).toBeUndefined()
})

test('A8: commandstats count XREADGROUP and XACK and nothing that only begins like them', () => {
  expect(parseGroupCalls('# Commandstats\r\ncmdstat_xreadgroup:calls=40,usec=1\r\ncmdstat_xack:calls=2,usec=1\r\ncmdstat_xackdel:calls=100,usec=1\r\ncmdstat_xread:calls=100,usec=1\r\n')).toBe(42)
})

test('A8: two readings of different things, or of a server that began anew, make no count', () => {
  const at = (commands: number, clients = '7 8') => ({ origin: 'tot-cmds', commands, clients }) as const
  expect(countBetween(at(10), at(30), 19)).toEqual({ origin: 'tot-cmds', server: 20, ours: 19 })
  expect(countBetween(at(10), at(30, '7 9'), 19)).toBeUndefined()
  expect(countBetween(at(10), at(5), 19)).toBeUndefined()
  expect(countBetween(at(10), { origin: 'commandstats', commands: 30, clients: '' }, 19)).toBeUndefined()
  expect(countBetween(undefined, at(30), 19)).toBeUndefined()
})
