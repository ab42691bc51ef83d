import { describe, expect, it } from 'vitest'
import { parseKeyspaceEvents } from '../../engine/keyspace-events'
import { ErrorReply, NIL_ARRAY, PushReply, type Reply } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { ALL_COMMANDS } from '../all-commands'

function toEvent([, , channel, key]: readonly Reply[]): string[] {
  return typeof channel === 'string' && typeof key === 'string' ? [`${channel.split(':')[1]} ${key}`] : []
}

/** Lines `A> command` of clients A, B and C, and what the first two got of it; with every event as `event key`. */
function play(...lines: string[]): { a: Reply[]; b: Reply[]; events: string[]; pass: (ms: number) => void } {
  const { engine, time, connect } = openEngine(ALL_COMMANDS)
  const events = parseKeyspaceEvents('KEAn')
  if (events !== undefined) engine.config.keyspaceEvents = events
  const [a, b, c, listener] = [connect(), connect(), connect(), connect()]
  listener.call('PSUBSCRIBE', '__keyevent@*')
  listener.received.length = 0
  for (const line of lines) ({ A: a, B: b, C: c })[line[0] as 'A' | 'B' | 'C'].call(...line.slice(3).split(' '))
  return {
    a: a.received, b: b.received, pass: (ms) => time.pass(ms),
    events: listener.received.flatMap((message) => (message instanceof PushReply ? toEvent(message.items) : []))
  }
}

// Each was played on redis-server 7.0.15 too.
describe('clients that wait for a list', () => {
  it('are served in the order in which they came', () => {
    const { a, b, events } = play('A> BLPOP l 0', 'B> BRPOP l 0', 'C> RPUSH l x y z')
    expect([a, b]).toEqual([[['l', 'x']], [['l', 'z']]])
    expect(events).toEqual(['new l', 'rpush l', 'lpop l', 'rpop l'])
  })

  it('may serve each other', () => {
    const { a, b, events } = play('A> BLMOVE l m RIGHT LEFT 0', 'B> BLPOP m 0', 'C> RPUSH l x y')
    expect([a, b]).toEqual([['y'], [['m', 'y']]])
    expect(events).toEqual(['new l', 'rpush l', 'new m', 'lpush m', 'rpop l', 'lpop m', 'del m'])
  })

  it('may take and give back to the same list', () => {
    const { a, b } = play('A> BLMOVE l l LEFT RIGHT 0', 'B> BLPOP l 0', 'C> RPUSH l 1')
    expect([a, b]).toEqual([['1'], [['l', '1']]])
  })

  it('hear of a wrong type of the destination, and the element stays', () => {
    const { a, events } = play('A> BLMOVE l m RIGHT LEFT 0', 'C> SET m 1', 'C> RPUSH l x')
    expect(a).toEqual([new ErrorReply('WRONGTYPE Operation against a key holding the wrong kind of value')])
    expect(events.at(-1)).toBe('rpush l')
  })

  it('get the key that was ready first, not the first of theirs, after a transaction', () => {
    const { a } = play('A> BLPOP l m 0', 'C> MULTI', 'C> RPUSH m 1', 'C> RPUSH l 2', 'C> EXEC')
    expect(a).toEqual([['m', '1']])
  })

  it('see nothing of what a transaction made and took away', () => {
    expect(play('A> BLPOP l 0', 'C> MULTI', 'C> RPUSH l 1', 'C> DEL l', 'C> EXEC', 'C> RPUSH l 2').a).toEqual([['l', '2']])
    expect(play('A> BLPOP l 0', 'C> MULTI', 'C> RPUSH l 1', 'C> SET l v', 'C> EXEC').a).toEqual([])
  })

  it('wait on while the key is something else', () => {
    expect(play('A> BLPOP l 0', 'C> SET l 1', 'C> DEL l', 'C> LPUSH l 1').a).toEqual([['l', '1']])
  })

  it.each(['RENAME m l', 'COPY m l', 'RPOPLPUSH m l'])('are served by %s', (command) => {
    expect(play('A> BLPOP l 0', 'C> RPUSH m 1', `C> ${command}`).a).toEqual([['l', '1']])
  })

  it('are served by what comes from another database', () => {
    expect(play('A> BLPOP l 0', 'C> SELECT 1', 'C> RPUSH l 1', 'C> MOVE l 0').a).toEqual([['l', '1']])
  })

  it('get nil when the time is up, of the same kind for all', () => {
    const { a, b, pass } = play('A> BLMOVE l m LEFT LEFT 0.01', 'B> BLPOP l 0.0101')
    pass(10)
    expect([a, b]).toEqual([[NIL_ARRAY], []])
    pass(1)
    expect(b).toEqual([NIL_ARRAY])
  })

  it('do not wait inside a transaction', () => {
    expect(play('A> MULTI', 'A> BLPOP l 0', 'A> BLMOVE l m LEFT LEFT 0', 'A> EXEC').a.at(-1)).toEqual([NIL_ARRAY, null])
  })
})
