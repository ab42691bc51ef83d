import { describe, expect, it } from 'vitest'
import { parseKeyspaceEvents } from '../../engine/keyspace-events'
import { ErrorReply, NIL_ARRAY, PushReply } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { ALL_COMMANDS } from '../all-commands'

function open(): ReturnType<typeof openEngine> & { call: ReturnType<ReturnType<typeof openEngine>['connect']>['call'] } {
  const opened = openEngine(ALL_COMMANDS)
  const client = opened.connect()
  return { ...opened, call: (...args) => client.call(...args) }
}

describe('keys that go', () => {
  it('go at their millisecond, also when nobody looks', () => {
    const { engine, time, connect, call } = open()
    engine.config.keyspaceEvents = parseKeyspaceEvents('Ex') ?? engine.config.keyspaceEvents
    const listener = connect()
    listener.call('SUBSCRIBE', '__keyevent@0__:expired')
    call('SET', 'seen', 'v', 'PX', '100')
    call('SET', 'unseen', 'v', 'PX', '100')
    time.pass(99)
    expect(call('GET', 'seen')).toBe('v')
    time.pass(1)
    expect(call('GET', 'seen')).toBeNull()
    time.pass(200)
    expect(listener.received.flatMap((message) => (message instanceof PushReply ? message.items[2] : []))).toEqual([1, 'seen', 'unseen'])
    expect([call('DBSIZE'), engine.keyspace.expiredKeys]).toEqual([0, 2])
  })

  it('call off a transaction that watches them', () => {
    const { time, call } = open()
    call('SET', 'k', 'v', 'PX', '100')
    call('WATCH', 'k')
    time.pass(100)
    call('MULTI')
    call('PING')
    expect(call('EXEC')).toBe(NIL_ARRAY)
  })

  it('tell the seconds that are left to the nearest', () => {
    const { time, call } = open()
    call('SET', 'k', 'v', 'PX', '1500')
    expect([call('TTL', 'k'), call('PTTL', 'k')]).toEqual([2, 1500])
    time.pass(1)
    expect([call('TTL', 'k'), call('PTTL', 'k')]).toEqual([1, 1499])
    expect([call('TTL', 'none'), call('SET', 'k', 'v') && call('TTL', 'k')]).toEqual([-2, -1])
  })

  it('get a time only where the conditions hold; to stay counts as the end of time', () => {
    const { call } = open()
    call('SET', 'k', 'v')
    expect(call('EXPIRE', 'k', '100', 'GT')).toBe(0)
    expect(call('EXPIRE', 'k', '100', 'XX', 'LT')).toBe(0)
    expect(call('EXPIRE', 'k', '100', 'LT')).toBe(1)
    expect(call('EXPIRE', 'k', '200', 'NX')).toBe(0)
    expect(call('EXPIRE', 'k', '100', 'GT')).toBe(0)
    expect(call('EXPIRE', 'k', '200', 'xx', 'gt')).toBe(1)
    expect(call('EXPIRE', 'k', '1', 'NX', 'XX')).toEqual(new ErrorReply('ERR NX and XX, GT or LT options at the same time are not compatible'))
  })

  it('are removed by a time that is over, as DEL would', () => {
    const { call } = open()
    call('SET', 'k', 'v')
    expect([call('PEXPIRE', 'k', '-1'), call('EXISTS', 'k')]).toEqual([1, 0])
  })

  it('keep their time when they are renamed, copied or changed, and lose it when they are set', () => {
    const { call } = open()
    call('SET', 'a', '1', 'EX', '100')
    call('INCR', 'a')
    call('APPEND', 'a', '0')
    call('RENAME', 'a', 'b')
    call('COPY', 'b', 'c')
    expect([call('TTL', 'b'), call('TTL', 'c'), call('GET', 'c')]).toEqual([100, 100, '20'])
    call('SET', 'b', '1', 'KEEPTTL')
    call('GETSET', 'c', '1')
    expect([call('TTL', 'b'), call('TTL', 'c')]).toEqual([100, -1])
  })
})
