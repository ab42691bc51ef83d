import { beforeEach, describe, expect, it } from 'vitest'
import { ALL_COMMANDS } from '../commands/all-commands'
import { BlockRequest } from '../commands/command'
import { ErrorReply, MapReply, NilArray, NIL_ARRAY, OK, PushReply, QUEUED, type Reply, type VerbatimText } from '../protocol/reply'
import { writeReply } from '../protocol/write-reply'
import { openEngine, TestClient } from '../testing/in-process'
import { Engine } from './engine'

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

describe('aids', () => {
  it('DEBUG RELOAD keeps what there is, and time goes on', () => {
    a.call('SET', 'k', 'v', 'PX', '100')
    expect(a.call('DEBUG', 'RELOAD')).toBe(OK)
    expect(a.call('GET', 'k')).toBe('v')
    opened.time.pass(101)
    expect(a.call('GET', 'k')).not.toBe('v')
  })

  it('MONITOR shows of a command that is very large the beginning of each word', () => {
    a.call('MONITOR')
    b.call('SET', 'k', '\0'.repeat(140_000_000))
    expect((a.received.at(-1) as { text: string }).text).toMatch(/"SET" "k" "(\\x00){1024}"\.\.\. \(140000000 bytes\)$/)
    expect(b.call('STRLEN', 'k')).toBe(140_000_000)
  })
})

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

  it('an EXEC that is refused ends them, and says why', () => {
    a.call('MULTI')
    expect(a.call('EXEC', 'x')).toEqual(error("EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command"))
    expect(a.call('EXEC')).toEqual(error('ERR EXEC without MULTI'))
  })

  it('a protocol that changes within changes the replies from there on', () => {
    a.call('MULTI')
    a.call('HGETALL', 'h')
    a.call('HELLO', '3')
    a.call('HGETALL', 'h')
    const reply = a.call('EXEC') as Reply
    expect(writeReply(reply, 3)).toMatch(/^\*3\r\n\*0\r\n%7\r\n[^]*%0\r\n$/)
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

describe('faults', () => {
  it('of a command reach its client and the log, and nobody else', () => {
    const fault = new Error('a mistake')
    const fail = (): never => { throw fault }
    const logged: unknown[] = []
    const doc = { summary: '', since: '7.0.0', group: 'generic' } as const
    const engine = new Engine({
      release: '7.0', time: opened.time, random: () => 0.5, password: undefined, onFault: (command, reason) => logged.push(command, reason),
      commands: [
        ...ALL_COMMANDS,
        { name: 'wrong', arity: 1, flags: [], doc, run: fail },
        { name: 'late', arity: 1, flags: [], doc, run: () => new BlockRequest({ keys: ['l'], timeoutMs: 10, retry: fail, onTimeout: fail }) }
      ]
    })
    const connect = (): TestClient => {
      const client = new TestClient(engine)
      engine.welcome(client)
      return client
    }
    const [first, second, third] = [connect(), connect(), connect()]
    const told = (name: string): ErrorReply => error(`ERR internal error in '${name}': this is a fault of the server`)
    expect(first.call('WRONG')).toEqual(told('wrong'))
    first.call('LATE')
    expect(second.call('RPUSH', 'l', '1')).toBe(1)
    expect(first.received.at(-1)).toEqual(told('late'))
    third.call('LATE')
    opened.time.pass(10)
    expect([third.received, second.call('LLEN', 'l'), logged]).toEqual([[told('late')], 1, ['wrong', fault, 'late', fault, 'late', fault]])
  })
})

describe('settings', () => {
  it('are set all or none', () => {
    expect(a.call('CONFIG', 'SET', 'stream-node-max-entries', '7', 'maxclients', 'many')).toMatchObject({ message: expect.stringContaining("argument 'maxclients'") })
    expect(a.call('CONFIG', 'GET', 'stream-node-max-entries')).toEqual(new MapReply([['stream-node-max-entries', '100']]))
  })

  it('with a failed one, notify-keyspace-events goes to what it was told to be: A hides n (7.0.15, 8.6.3)', () => {
    a.call('CONFIG', 'SET', 'notify-keyspace-events', 'EAn')
    b.call('SUBSCRIBE', '__keyevent@0__:new')
    a.call('SET', 'k', '1')
    expect(b.received.at(-1)).toEqual(new PushReply(['message', '__keyevent@0__:new', 'k']))
    a.call('CONFIG', 'SET', 'notify-keyspace-events', 'q')
    a.call('SET', 'l', '1')
    expect(b.received.at(-1)).toEqual(new PushReply(['message', '__keyevent@0__:new', 'k']))
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

  it('a year without keys that go passes in one step, and one with a key lets it go on the way', () => {
    const year = String(366 * 86_400_000)
    a.call('SLUICE', 'CLOCK', 'ADVANCE', year)
    a.call('SET', 'k', '1', 'EX', '86400')
    a.call('SET', 'later', '1', 'EX', '172800')
    a.call('SLUICE', 'CLOCK', 'ADVANCE', '100000000')
    expect(a.call('DBSIZE')).toBe(1)
    a.call('SLUICE', 'CLOCK', 'ADVANCE', year)
    expect(a.call('DBSIZE')).toBe(0)
  })

  it('a snapshot brings back everything, with the clock held at its time, and garbage changes nothing', () => {
    a.call('XADD', 's', '1-1', 'f', 'v\xff\0')
    a.call('XGROUP', 'CREATE', 's', 'g', '0')
    a.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>')
    a.call('HSET', 'h', 'f', 'v')
    a.call('RPUSH', 'l', '1', '2')
    a.call('SADD', 'set', 'm')
    a.call('SET', 'k', 'v', 'EX', '100')
    a.call('CONFIG', 'SET', 'stream-node-max-entries', '7', 'maxclients', '99')
    a.call('SELECT', '3')
    a.call('SET', 'third', '3')
    a.call('SELECT', '0')
    const before = opened.engine.clock.now()
    const snapshot = a.call('SLUICE', 'SNAPSHOT') as string
    const facts = (): unknown => [['XINFO', 'STREAM', 's', 'FULL'], ['HGETALL', 'h'], ['LRANGE', 'l', '0', '-1'], ['SMEMBERS', 'set'], ['PTTL', 'k'], ['DBSIZE']].map((words) => a.call(...words))
    const then = facts()
    a.call('FLUSHALL')
    a.call('CONFIG', 'SET', 'stream-node-max-entries', '100', 'maxclients', '50')
    opened.time.pass(5000)
    expect(a.call('SLUICE', 'RESTORE', `${snapshot.slice(0, -1)}x`)).toEqual(error('ERR this is no snapshot of this server, or it did not arrive whole'))
    expect(a.call('DBSIZE')).toBe(0)
    expect(a.call('SLUICE', 'RESTORE', snapshot)).toEqual(OK)
    expect([facts(), opened.engine.clock.now(), opened.engine.clock.held]).toEqual([then, before, true])
    expect(a.call('CONFIG', 'GET', 'stream-node-max-entries', 'maxclients')).toEqual(new MapReply([['stream-node-max-entries', '7'], ['maxclients', '50']]))
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
    expect([a.call('COMMAND', 'INFO', 'xnack'), old.call('COMMAND', 'INFO', 'xnack')]).toEqual([[expect.any(Array)], [null]])
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

  it('monitors and the slow log see no passwords', () => {
    a.call('CONFIG', 'SET', 'slowlog-log-slower-than', '0')
    a.call('CONFIG', 'SET', 'REQUIREPASS', 'secret', 'timeout', '0')
    b.call('MONITOR')
    a.call('HELLO', '2', 'AUTH', 'default', 'secret', 'SETNAME', 'me')
    a.call('AUTH', 'secret')
    expect(b.received).toMatchObject([OK, { text: expect.stringMatching(/"HELLO" "2" "AUTH" "\(redacted\)" "\(redacted\)" "SETNAME" "me"$/) }, { text: expect.stringMatching(/"AUTH" "\(redacted\)"$/) }])
    expect(JSON.stringify(a.call('SLOWLOG', 'GET', '-1'))).not.toContain('secret')
    expect(b.call('GET', 'k')).toEqual(error("ERR Replica can't interact with the keyspace"))
  })

  it('counts a call that waits when it is answered since 7.2, and when it begins before', () => {
    const old = openEngine(ALL_COMMANDS, '7.0')
    const statistics = (client: TestClient): string => (client.call('INFO', 'commandstats') as VerbatimText).text
    for (const [waiting, other] of [[a, b], [old.connect(), old.connect()]] as const) {
      waiting.call('BLPOP', 'l', '0')
      expect(statistics(other).includes('cmdstat_blpop:calls=1,')).toBe(other !== b)
      other.call('RPUSH', 'l', '1')
      expect(statistics(other)).toContain('cmdstat_blpop:calls=1,')
    }
  })

  it('tells the clock to whoever asks', () => {
    a.call('SLUICE', 'CLOCK', 'HOLD')
    expect(a.call('SLUICE', 'CLOCK', 'STATUS')).toEqual(new MapReply([['state', 'held'], ['now', opened.engine.clock.now()], ['ahead', 0]]))
    expect(a.call('SLUICE', 'CLOCK', 'ADVANCE', '-1')).toMatchObject({ message: expect.stringContaining('forward only') })
  })
})
