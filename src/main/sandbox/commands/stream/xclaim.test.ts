import { describe, expect, it } from 'vitest'
import type { Release } from '../../engine/capabilities'
import { ErrorReply } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { streamCommands } from './index'

function setUp(release: Release = '7.0') {
  const { time, connect } = openEngine(streamCommands, release)
  const client = connect()
  client.call('XGROUP', 'CREATE', 'k', 'g', '0', 'MKSTREAM')
  for (let ms = 1; ms <= 30; ms++) client.call('XADD', 'k', `${ms}-0`, 'n', String(ms))
  client.call('XREADGROUP', 'GROUP', 'g', 'a', 'COUNT', '20', 'STREAMS', 'k', '>')
  const pending = (id: string) => client.call('XPENDING', 'k', 'g', id, id, '1')
  return { time, client, pending }
}

describe('XCLAIM', () => {
  it('takes over what has been idle for exactly long enough', () => {
    const { time, client } = setUp()
    time.pass(100)
    expect(client.call('XCLAIM', 'k', 'g', 'b', '101', '1-0')).toEqual([])
    expect(client.call('XCLAIM', 'k', 'g', 'b', '100', '1-0')).toEqual([['1-0', ['n', '1']]])
  })

  it('can hold on to an entry without counting', () => {
    const { time, client, pending } = setUp()
    time.pass(100)
    client.call('XCLAIM', 'k', 'g', 'a', '0', '1-0', 'JUSTID')
    expect(pending('1-0')).toEqual([['1-0', 'a', 0, 1]])
  })

  it('sets idle times and counts, exactly past 2^53', () => {
    const { client, pending } = setUp()
    client.call('XCLAIM', 'k', 'g', 'b', '0', '1-0', 'IDLE', '5000', 'RETRYCOUNT', '9223372036854775806')
    expect(pending('1-0')).toEqual([['1-0', 'b', 5000, 9223372036854775806n]])
    client.call('XCLAIM', 'k', 'g', 'b', '0', '1-0')
    expect(pending('1-0')).toEqual([['1-0', 'b', 0, 9223372036854775807n]])
  })

  it('makes rows with FORCE, only of entries that are there', () => {
    const { client, pending } = setUp()
    expect(client.call('XCLAIM', 'k', 'g', 'b', '0', '25-0', '99-0', 'FORCE', 'JUSTID')).toEqual(['25-0'])
    expect(pending('25-0')).toEqual([['25-0', 'b', 0, 1]])
  })

  it('drops what is gone from the stream', () => {
    const { client, pending } = setUp()
    client.call('XDEL', 'k', '1-0')
    expect(client.call('XCLAIM', 'k', 'g', 'b', '0', '1-0')).toEqual([])
    expect(pending('1-0')).toEqual([])
  })

  it('names an option that it does not know', () => {
    expect(setUp().client.call('XCLAIM', 'k', 'g', 'b', '0', '1-0', 'FOO')).toEqual(new ErrorReply("ERR Unrecognized XCLAIM option 'FOO'"))
  })
})

describe('XAUTOCLAIM', () => {
  it('looks at ten rows for each that it may claim, and says where to go on', () => {
    const { time, client } = setUp()
    time.pass(100)
    client.call('XCLAIM', 'k', 'g', 'a', '0', ...Array.from({ length: 10 }, (_, index) => `${index + 1}-0`))
    expect(client.call('XAUTOCLAIM', 'k', 'g', 'b', '50', '0', 'COUNT', '1')).toEqual(['11-0', [], []])
    expect(client.call('XAUTOCLAIM', 'k', 'g', 'b', '50', '11-0', 'COUNT', '1')).toEqual(['12-0', [['11-0', ['n', '11']]], []])
  })

  it('drops what is gone, tells its ids, and counts them', () => {
    const { client } = setUp()
    client.call('XDEL', 'k', '1-0', '2-0')
    expect(client.call('XAUTOCLAIM', 'k', 'g', 'b', '0', '0', 'COUNT', '3', 'JUSTID')).toEqual(['4-0', ['3-0'], ['1-0', '2-0']])
  })

  it('ends with 0-0', () => {
    expect(setUp().client.call('XAUTOCLAIM', 'k', 'g', 'b', '0', '(19-0', 'JUSTID')).toEqual(['0-0', ['20-0'], []])
  })
})

describe('XNACK (8.8)', () => {
  it('gives entries back: nobody has them, and whoever claims gets them first', () => {
    const { time, client } = setUp('8.8')
    time.pass(1)
    expect(client.call('XNACK', 'k', 'g', 'FAIL', 'IDS', '2', '5-0', '99-0')).toBe(1)
    client.call('XNACK', 'k', 'g', 'SILENT', 'IDS', '1', '4-0')
    client.call('XNACK', 'k', 'g', 'FATAL', 'IDS', '1', '6-0')
    expect(client.call('XPENDING', 'k', 'g', '4', '6', '9')).toEqual([['4-0', '', -1, 0], ['5-0', '', -1, 1], ['6-0', '', -1, 9223372036854775807n]])
    expect(client.call('XREADGROUP', 'GROUP', 'g', 'b', 'COUNT', '1', 'CLAIM', '1000000', 'STREAMS', 'k', '>')).toEqual([['k', [['5-0', ['n', '5'], -1, 1]]]])
  })

  it('makes rows without an owner with FORCE', () => {
    const { client, pending } = setUp('8.8')
    expect(client.call('XNACK', 'k', 'g', 'FAIL', 'IDS', '1', '25-0', 'RETRYCOUNT', '7', 'FORCE')).toBe(1)
    expect(pending('25-0')).toEqual([['25-0', '', -1, 7]])
    expect(client.call('XACK', 'k', 'g', '25-0')).toBe(1)
  })
})

describe('XACKDEL and XDELEX (8.2)', () => {
  it('delete, let groups forget, or keep what a group needs', () => {
    const { client } = setUp('8.2')
    client.call('XGROUP', 'CREATE', 'k', 'h', '2-0')
    expect(client.call('XDELEX', 'k', 'ACKED', 'IDS', '2', '1-0', '3-0')).toEqual([2, 2])
    expect(client.call('XACKDEL', 'k', 'g', 'ACKED', 'IDS', '3', '1-0', '3-0', '99-0')).toEqual([1, 2, -1])
    expect(client.call('XDELEX', 'k', 'DELREF', 'IDS', '2', '4-0', '99-0')).toEqual([1, -1])
    expect(client.call('XPENDING', 'k', 'g')).toMatchObject([17, '2-0', '20-0', {}])
  })

  it('read their ids late', () => {
    const { client } = setUp('8.2')
    expect(client.call('XDELEX', 'nothing', 'IDS', '1', 'x')).toEqual([-1])
    expect(client.call('XDELEX', 'k', 'IDS', '2', '1-0')).toEqual(new ErrorReply('ERR The `numids` parameter must match the number of arguments'))
    expect(client.call('XDELEX', 'k', 'IDS', '1', '1-0', '2-0')).toEqual(new ErrorReply('ERR syntax error'))
  })
})
