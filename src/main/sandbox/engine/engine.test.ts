import { beforeEach, describe, expect, it } from 'vitest'
import { ALL_COMMANDS } from '../commands/all-commands'
import { ErrorReply, MapReply, NilArray, NIL_ARRAY, OK, PushReply, QUEUED, type VerbatimText } from '../protocol/reply'
import { openEngine, type TestClient } from '../testing/in-process'

type Opened = ReturnType<typeof openEngine>
let opened: Opened
let a: TestClient
let b: TestClient

beforeEach(() => {
  opened = openEngine(ALL_COMMANDS, '8.8')
  a = opened.connect()
  b = opened.connect()
})

const error = (message: string): ErrorReply => new ErrorReply(message)

describe('transactions', () => {
  it('a touched key calls them off, the client\'s own touch too; EXEC and DISCARD forget the watch', () => {
    a.call('WATCH', 'k')
    b.call('SET', 'k', '1')
    a.call('MULTI')
    expect([a.call('GET', 'k'), a.call('EXEC'), a.call('MULTI'), a.call('GET', 'k'), a.call('EXEC')]).toEqual([QUEUED, NIL_ARRAY, OK, QUEUED, ['1']])
  })

  it('a key that expires between WATCH and EXEC calls them off', () => {
    a.call('SET', 'k', '1', 'PX', '50')
    a.call('WATCH', 'k')
    opened.time.pass(60)
    a.call('MULTI')
    a.call('PING')
    expect(a.call('EXEC')).toBeInstanceOf(NilArray)
  })

  it('a command that was refused when it was queued spoils all, one that fails when it runs does not', () => {
    a.call('MULTI')
    a.call('GET')
    expect(a.call('EXEC')).toEqual(error('EXECABORT Transaction discarded because of previous errors.'))
    a.call('SET', 'k', 'x')
    a.call('MULTI')
    a.call('INCR', 'k')
    a.call('SET', 'l', '1')
    expect(a.call('EXEC')).toEqual([error('ERR value is not an integer or out of range'), OK])
  })

  it('who is blocked is served when all of it is over, and not in between', () => {
    a.call('BLPOP', 'l', '0')
    b.call('MULTI')
    b.call('RPUSH', 'l', '1')
    b.call('LPOP', 'l')
    b.call('EXEC')
    expect(a.received).toEqual([])
    b.call('RPUSH', 'l', '2')
    expect(a.received).toEqual([['l', '2']])
  })
})

describe('blocked clients', () => {
  it('are served first come first served, and one that left is not', () => {
    const c = opened.connect()
    for (const client of [a, b, c]) client.call('BLPOP', 'l', '0')
    opened.engine.farewell(b)
    opened.connect().call('RPUSH', 'l', '1', '2', '3')
    expect([a.received, b.received, c.received]).toEqual([[['l', '1']], [], [['l', '2']]])
  })

  it('wait by the clock of the server: held it does not end, moved on it does', () => {
    b.call('SLUICE', 'CLOCK', 'HOLD')
    a.call('XREAD', 'BLOCK', '60000', 'STREAMS', 's', '$')
    opened.time.pass(120_000)
    expect(a.received).toEqual([])
    b.call('SLUICE', 'CLOCK', 'ADVANCE', '60000')
    expect(a.received).toEqual([NIL_ARRAY])
  })
})

describe('the clock and what is kept', () => {
  it('60 s of idle pass in an instant', () => {
    a.call('XADD', 's', '1-1', 'f', 'v')
    a.call('XGROUP', 'CREATE', 's', 'g', '0')
    a.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>')
    a.call('SLUICE', 'CLOCK', 'HOLD')
    a.call('SLUICE', 'CLOCK', 'ADVANCE', '60000')
    expect(a.call('XPENDING', 's', 'g', '-', '+', '1')).toEqual([['1-1', 'c', 60_000, 1]])
    expect(a.call('XAUTOCLAIM', 's', 'g', 'd', '60000', '0')).toMatchObject(['0-0', [['1-1', ['f', 'v']]], []])
    const added = a.call('XADD', 's', '*', 'f', 'v') as string
    expect(Number(added.split('-')[0])).toBe(opened.engine.clock.now())
  })

  it('keys whose time comes on the way go, and are told of', () => {
    a.call('CONFIG', 'SET', 'notify-keyspace-events', 'Ex')
    b.call('SUBSCRIBE', '__keyevent@0__:expired')
    a.call('SET', 'k', '1', 'EX', '30')
    a.call('SLUICE', 'CLOCK', 'ADVANCE', '60000')
    expect(b.received.at(-1)).toEqual(new PushReply(['message', '__keyevent@0__:expired', 'k']))
  })

  it('a snapshot brings back everything, with the clock held at its time, and garbage changes nothing', () => {
    a.call('XADD', 's', '1-1', 'f', 'v\xff\0')
    a.call('XGROUP', 'CREATE', 's', 'g', '0')
    a.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>')
    a.call('HSET', 'h', 'f', 'v')
    a.call('RPUSH', 'l', '1', '2')
    a.call('SADD', 'set', 'm')
    a.call('SET', 'k', 'v', 'EX', '100')
    a.call('SELECT', '3')
    a.call('SET', 'third', '3')
    a.call('SELECT', '0')
    const before = opened.engine.clock.now()
    const snapshot = a.call('SLUICE', 'SNAPSHOT') as string
    const facts = (): unknown => [['XINFO', 'STREAM', 's', 'FULL'], ['HGETALL', 'h'], ['LRANGE', 'l', '0', '-1'], ['SMEMBERS', 'set'], ['PTTL', 'k'], ['DBSIZE']].map((words) => a.call(...words))
    const then = facts()
    a.call('FLUSHALL')
    opened.time.pass(5000)
    expect(a.call('SLUICE', 'RESTORE', `${snapshot.slice(0, -1)}x`)).toEqual(error('ERR this is no snapshot of this server, or it did not arrive whole'))
    expect(a.call('DBSIZE')).toBe(0)
    expect(a.call('SLUICE', 'RESTORE', snapshot)).toEqual(OK)
    expect([facts(), opened.engine.clock.now(), opened.engine.clock.held]).toEqual([then, before, true])
    a.call('SELECT', '3')
    expect(a.call('GET', 'third')).toBe('3')
  })

  it('DUMP and RESTORE carry every type, and refuse what they did not make', () => {
    a.call('RPUSH', 'l', '1', '2')
    const dumped = a.call('DUMP', 'l') as string
    expect([a.call('RESTORE', 'l', '0', dumped), a.call('RESTORE', 'm', '0', dumped), a.call('LRANGE', 'm', '0', '-1')]).toEqual([error('BUSYKEY Target key name already exists.'), OK, ['1', '2']])
    expect(a.call('RESTORE', 'n', '0', 'garbage')).toEqual(error('ERR DUMP payload version or checksum are wrong'))
  })
})

describe('what it says of itself', () => {
  it('tells clients that probe what is there, and what is switched off is not', () => {
    const docs = (client: TestClient, command: string): string => JSON.stringify(client.call('COMMAND', 'DOCS', command))
    const old = openEngine(ALL_COMMANDS, '7.0').connect()
    expect([docs(a, 'XINFO|CONSUMERS').includes('inactive'), docs(old, 'XINFO|CONSUMERS').includes('inactive')]).toEqual([true, false])
    expect([docs(a, 'XADD').includes('IDMP'), docs(old, 'XADD').includes('IDMP'), docs(old, 'XINFO|GROUPS').includes('lag')]).toEqual([true, false, true])
    expect([a.call('COMMAND', 'INFO', 'xnack'), old.call('COMMAND', 'INFO', 'xnack')]).toEqual([[expect.any(Array)], [NIL_ARRAY]])
    expect((a.call('INFO', 'server') as VerbatimText).text).toContain('server_name:sluice')
  })

  it('says plainly what it is not', () => {
    expect(a.call('EVAL', 'return 1', '0')).toEqual(error('ERR The Sluice sandbox has no Lua: scripts and functions cannot run here. Use a real Redis for it.'))
    expect(a.call('REPLICAOF', 'NO', 'ONE')).toMatchObject({ message: expect.stringContaining('no replication') })
  })

  it('monitors see what others do, and replies that are not wanted do not come', () => {
    a.call('MONITOR')
    b.call('CLIENT', 'REPLY', 'SKIP')
    b.call('SET', 'k', 'a"b')
    expect(b.received).toEqual([OK])
    expect(a.received.at(-1)).toMatchObject({ text: expect.stringMatching(/^\d+\.\d{6} \[0 127\.0\.0\.1:1\] "SET" "k" "a\\"b"$/) })
  })

  it('tells the clock to whoever asks', () => {
    a.call('SLUICE', 'CLOCK', 'HOLD')
    expect(a.call('SLUICE', 'CLOCK', 'STATUS')).toEqual(new MapReply([['state', 'held'], ['now', opened.engine.clock.now()], ['ahead', 0]]))
    expect(a.call('SLUICE', 'CLOCK', 'ADVANCE', '-1')).toMatchObject({ message: expect.stringContaining('forward only') })
  })
})
