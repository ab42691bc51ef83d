import { describe, expect, it } from 'vitest'
import type { Release } from '../../engine/capabilities'
import { openEngine } from '../../testing/in-process'
import { ALL_COMMANDS } from '../all-commands'

function open(release?: Release): { call: ReturnType<ReturnType<typeof openEngine>['connect']>['call']; encoding: (key: string) => unknown; time: ReturnType<typeof openEngine>['time'] } {
  const { connect, time } = openEngine(ALL_COMMANDS, release)
  const client = connect()
  return { call: (...args) => client.call(...args), encoding: (key) => client.call('OBJECT', 'ENCODING', key), time }
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index))

describe('OBJECT ENCODING', () => {
  it('tells of a string what was done to it', () => {
    const { call, encoding } = open()
    const after = (...commands: string[]): unknown => {
      call('DEL', 'k')
      for (const command of commands) call(...command.split(' '))
      return encoding('k')
    }
    expect(after('SET k 12')).toBe('int')
    expect(after('SET k 012')).toBe('embstr')
    expect(after(`SET k ${'x'.repeat(44)}`)).toBe('embstr')
    expect(after(`SET k ${'x'.repeat(45)}`)).toBe('raw')
    expect(after('SET k 9223372036854775808')).toBe('embstr')
    expect(after('APPEND k 12')).toBe('int')
    expect(after('APPEND k 1', 'APPEND k 2')).toBe('raw')
    expect(after('APPEND k 1', 'APPEND k 2', 'INCR k')).toBe('int')
    expect(after('INCRBYFLOAT k 12')).toBe('embstr')
    expect(after('SETRANGE k 0 1')).toBe('raw')
  })

  it('tells of collections what they once were', () => {
    const { call, encoding } = open()
    call('HSET', 'h', ...numbers(512).flatMap((field) => [field, 'v']))
    call('SADD', 's', ...numbers(512))
    call('RPUSH', 'l', 'x')
    expect(['h', 's', 'l'].map(encoding)).toEqual(['listpack', 'intset', 'quicklist'])
    call('HSET', 'h', 'one more', 'v')
    call('HDEL', 'h', ...numbers(512))
    call('SADD', 's', 'x')
    call('SREM', 's', 'x', ...numbers(511))
    expect(['h', 's'].map(encoding)).toEqual(['hashtable', 'hashtable'])
    call('COPY', 'h', 'copy')
    expect(encoding('copy')).toBe('hashtable')
  })

  it('knows the listpacks of 7.2', () => {
    const { call, encoding } = open('7.2')
    call('SADD', 's', 'x')
    call('RPUSH', 'l', 'x')
    call('RPUSH', 'long', 'x'.repeat(9000))
    expect(['s', 'l', 'long'].map(encoding)).toEqual(['listpack', 'listpack', 'quicklist'])
  })
})

describe('OBJECT', () => {
  it('counts the seconds since a command used the key; a glance is no use', () => {
    const { call, time } = open()
    call('SET', 'k', 'v')
    time.pass(5500)
    for (const glance of ['TYPE', 'TTL', 'EXISTS']) call(glance, 'k')
    expect(call('OBJECT', 'IDLETIME', 'k')).toBe(5)
    call('TOUCH', 'k')
    expect(call('OBJECT', 'IDLETIME', 'k')).toBe(0)
  })

  it('tells of the integers that are shared', () => {
    const { call } = open()
    const references = ['0', '9999', '10000', '-1', 'x'].map((value) => call('SET', 'k', value) && call('OBJECT', 'REFCOUNT', 'k'))
    expect(references).toEqual([2147483647, 2147483647, 1, 1, 1])
  })
})
