import { describe, expect, it } from 'vitest'
import { ErrorReply } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { streamCommands } from './index'

const error = (message: string): ErrorReply => new ErrorReply(message)

describe('XADD', () => {
  it('never gives an id twice: it goes on in a millisecond, and in the last one when the clock is behind', () => {
    const { time, connect } = openEngine(streamCommands)
    const client = connect()
    const now = time.now()
    expect([client.call('XADD', 'k', '*', 'a', 'b'), client.call('XADD', 'k', '*', 'a', 'b')]).toEqual([`${now}-0`, `${now}-1`])
    expect(client.call('XADD', 'k', `${now + 5000}-18446744073709551615`, 'a', 'b')).toBe(`${now + 5000}-18446744073709551615`)
    expect(client.call('XADD', 'k', '*', 'a', 'b')).toBe(`${now + 5001}-0`)
    expect(client.call('XADD', 'k', `${now + 5001}-*`, 'a', 'b')).toBe(`${now + 5001}-1`)
    expect(client.call('XADD', 'k', '5-*', 'a', 'b')).toEqual(error('ERR The ID specified in XADD is equal or smaller than the target stream top item'))
  })

  it('tells of the first thing that is wrong, in the order of Redis', () => {
    const client = openEngine(streamCommands).connect()
    expect(client.call('XADD', 'k', 'MAXLEN', '5', 'MINID', '5', 'x', 'a')).toEqual(error('ERR syntax error, MAXLEN and MINID options at the same time are not compatible'))
    expect(client.call('XADD', 'k', 'MAXLEN', '5', 'LIMIT', '5', '*', 'a')).toEqual(error('ERR syntax error, LIMIT cannot be used without the special ~ option'))
    expect(client.call('XADD', 'k', '*', 'a', 'b', 'c')).toEqual(error("ERR wrong number of arguments for 'xadd' command"))
    expect(client.call('XADD', 'k', '0-0', 'a', 'b')).toEqual(error('ERR The ID specified in XADD must be greater than 0-0'))
    expect(client.call('XADD', 'k', 'NOMKSTREAM', '*', 'a', 'b')).toBeNull()
    expect(client.call('XLEN', 'k')).toBe(0)
  })

  it('does not know the options of later releases', () => {
    const client = openEngine(streamCommands, '8.0').connect()
    for (const option of ['KEEPREF', 'IDMPAUTO']) expect(client.call('XADD', 'k', option, '*', 'a', 'b')).toEqual(error('ERR Invalid stream ID specified as stream command argument'))
  })

  it('adds a message once, by its name or by its content in any order (8.6)', () => {
    const client = openEngine(streamCommands, '8.6').connect()
    const first = client.call('XADD', 'k', 'IDMP', 'p', '1', '*', 'a', 'b')
    expect(client.call('XADD', 'k', 'IDMP', 'p', '1', 'MAXLEN', '0', '*', 'other', 'content')).toBe(first)
    const second = client.call('XADD', 'k', 'IDMPAUTO', 'p', '*', 'a', '1', 'b', '2')
    expect(client.call('XADD', 'k', 'IDMPAUTO', 'p', '*', 'b', '2', 'a', '1')).toBe(second)
    expect(client.call('XADD', 'k', 'IDMPAUTO', 'q', '*', 'b', '2', 'a', '1')).not.toBe(second)
    expect(client.call('XLEN', 'k')).toBe(3)
    expect(client.call('XADD', 'k', 'IDMP', 'p', '1', '5-*', 'a', 'b')).toEqual(error('ERR syntax error, IDMP/IDMPAUTO can be used only with auto-generated IDs'))
  })
})
