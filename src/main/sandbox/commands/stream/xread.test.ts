import { describe, expect, it } from 'vitest'
import type { Release } from '../../engine/capabilities'
import { ErrorReply, NIL_ARRAY } from '../../protocol/reply'
import type { Stream } from '../../stream/stream'
import { openEngine, type TestClient } from '../../testing/in-process'
import { streamCommands } from './index'

function setUp(release: Release = '7.0') {
  const { engine, time, connect } = openEngine(streamCommands, release)
  const [writer, reader, other] = [connect(), connect(), connect()]
  writer.call('XGROUP', 'CREATE', 'k', 'g', '0', 'MKSTREAM')
  const db = engine.keyspace.database(0)
  const remove = (key: string): void => {
    if (db !== undefined) engine.keyspace.remove(db, key)
    engine.blocked.serve()
  }
  return { engine, time, writer, reader, other, remove }
}

const group = (client: TestClient, ...rest: string[]) => client.call('XREADGROUP', 'GROUP', 'g', 'c', ...rest)

describe('a blocked reader', () => {
  it('gets what is added, one after the other', () => {
    const { writer, reader, other } = setUp()
    expect([group(reader, 'BLOCK', '0', 'STREAMS', 'k', '>'), group(other, 'BLOCK', '0', 'STREAMS', 'k', '>')]).toEqual([undefined, undefined])
    writer.call('XADD', 'k', '1-1', 'a', 'b')
    expect([reader.received, other.received]).toEqual([[[['k', [['1-1', ['a', 'b']]]]]], []])
    writer.call('XADD', 'k', '1-2', 'a', 'b')
    expect(other.received).toEqual([[['k', [['1-2', ['a', 'b']]]]]])
  })

  it('that waits for what becomes old enough leaves nothing with the group, however it ends', () => {
    const { engine, writer, reader, time } = setUp('8.4')
    const db = engine.keyspace.database(0)
    const stream = db === undefined ? undefined : (engine.keyspace.find(db, 'k') as Stream | undefined)
    const watchers = (): number | undefined => stream?.groups.get('g')?.watchers.size
    const wait = (ms: string): void => void group(reader, 'BLOCK', ms, 'CLAIM', '1000', 'STREAMS', 'k', '>')
    wait('0')
    expect(watchers()).toBe(1)
    writer.call('XADD', 'k', '1-1', 'a', 'b')
    expect(watchers()).toBe(0)
    wait('50')
    time.pass(50)
    expect(watchers()).toBe(0)
    wait('0')
    engine.blocked.release(reader, undefined)
    expect(watchers()).toBe(0)
  })

  it('is answered with nil when its time is up', () => {
    const { time, reader } = setUp()
    reader.call('XREAD', 'BLOCK', '50', 'STREAMS', 'k', '$')
    time.pass(49)
    expect(reader.received).toEqual([])
    time.pass(1)
    expect(reader.received).toEqual([NIL_ARRAY])
  })

  it('waits on with XREAD when the key goes, and gets what comes after', () => {
    const { writer, reader, remove } = setUp()
    writer.call('XADD', 'k', '5-0', 'a', 'b')
    reader.call('XREAD', 'BLOCK', '0', 'STREAMS', 'k', '$')
    remove('k')
    writer.call('XADD', 'k', '1-0', 'a', 'b')
    expect(reader.received).toEqual([])
    writer.call('XADD', 'k', '6-0', 'a', 'b')
    expect(reader.received).toEqual([[['k', [['6-0', ['a', 'b']]]]]])
  })

  it('is released with an error when its key or group goes, in the words of each release', () => {
    const texts = (release: Release): unknown[] => {
      const { writer, reader, other, remove } = setUp(release)
      group(reader, 'BLOCK', '0', 'STREAMS', 'k', '>')
      writer.call('XGROUP', 'DESTROY', 'k', 'g')
      writer.call('XGROUP', 'CREATE', 'k', 'g', '0')
      group(other, 'BLOCK', '0', 'STREAMS', 'k', '>')
      remove('k')
      return [...reader.received, ...other.received]
    }
    expect(texts('7.0')).toEqual([new ErrorReply('NOGROUP the consumer group this client was blocked on no longer exists'), new ErrorReply('UNBLOCKED the stream key no longer exists')])
    const again = new ErrorReply("NOGROUP No such key 'k' or consumer group 'g' in XREADGROUP with GROUP option")
    expect(texts('7.2')).toEqual([again, again])
  })

  it('claims an entry as soon as that is old enough (8.4)', () => {
    const { time, writer, reader, other } = setUp('8.4')
    writer.call('XADD', 'k', '1-1', 'a', 'b')
    writer.call('XADD', 'k', '1-2', 'a', 'b')
    writer.call('XREADGROUP', 'GROUP', 'g', 'd', 'STREAMS', 'k', '>')
    group(reader, 'COUNT', '1', 'CLAIM', '300', 'BLOCK', '0', 'STREAMS', 'k', '>')
    time.pass(299)
    expect(reader.received).toEqual([])
    time.pass(1)
    expect(reader.received).toEqual([[['k', [['1-1', ['a', 'b'], 300, 1]]]]])
    // Nothing to wait for yet: the alarm is set when something is delivered.
    group(other, 'CLAIM', '100', 'BLOCK', '0', 'STREAMS', 'k', '>')
    expect(other.received.length).toBe(1)
    writer.call('XACK', 'k', 'g', '1-1', '1-2')
    group(other, 'CLAIM', '100', 'BLOCK', '0', 'STREAMS', 'k', '>')
    writer.call('XGROUP', 'SETID', 'k', 'g', '1-1')
    group(reader, 'STREAMS', 'k', '>')
    time.pass(100)
    expect(other.received.at(-1)).toEqual([['k', [['1-2', ['a', 'b'], 100, 1]]]])
  })
})

describe('XREADGROUP', () => {
  it('reads its own history again and again, and counts that', () => {
    const { writer, reader } = setUp()
    for (const id of ['1-1', '1-2']) writer.call('XADD', 'k', id, 'a', 'b')
    group(reader, 'STREAMS', 'k', '>')
    writer.call('XDEL', 'k', '1-2')
    expect(group(reader, 'STREAMS', 'k', '0')).toEqual([['k', [['1-1', ['a', 'b']], ['1-2', NIL_ARRAY]]]])
    expect(writer.call('XPENDING', 'k', 'g', '-', '+', '9')).toEqual([['1-1', 'c', 0, 2], ['1-2', 'c', 0, 1]])
  })

  it('makes a consumer that gets nothing only since 7.2', () => {
    const consumers = (release: Release): unknown => {
      const { writer, reader } = setUp(release)
      group(reader, 'STREAMS', 'k', '>')
      return writer.call('XINFO', 'CONSUMERS', 'k', 'g')
    }
    expect(consumers('7.0')).toEqual([])
    expect(consumers('7.2')).toMatchObject([{ pairs: [['name', 'c'], ['pending', 0], ['idle', 0], ['inactive', -1]] }])
  })

  it('claims those that wait longest, then delivers; a history ends the claiming (8.4)', () => {
    const { time, writer, reader } = setUp('8.4')
    for (const id of ['1-1', '1-2', '1-3']) writer.call('XADD', 'k', id, 'a', 'b')
    group(reader, 'COUNT', '2', 'STREAMS', 'k', '>')
    time.pass(10)
    group(reader, 'COUNT', '1', 'STREAMS', 'k', '0')
    time.pass(10)
    expect(writer.call('XREADGROUP', 'GROUP', 'g', 'd', 'CLAIM', '10', 'STREAMS', 'k', '>')).toEqual([['k', [['1-2', ['a', 'b'], 20, 1], ['1-1', ['a', 'b'], 10, 2], ['1-3', ['a', 'b'], 0, 0]]]])
    expect(writer.call('XREADGROUP', 'GROUP', 'g', 'd', 'CLAIM', '0', 'STREAMS', 'k', 'k', '0', '>')).toMatchObject([['k', [{}, {}, {}]]])
  })
})
