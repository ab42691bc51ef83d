import { describe, expect, it } from 'vitest'
import type { WriteMode } from '@shared/model/connection-state'
import { guardCommand, type GuardPolicy } from './command-guard'
import type { Command } from './dispatcher'
import { GuardError } from './reply'

const OBSERVE: GuardPolicy = { access: 'observe' }

function writePolicy(mode: WriteMode['kind'], labsAllowed = mode === 'lab'): GuardPolicy {
  return { access: 'write', kind: 'remote', mode: mode === 'armed' ? { kind: 'armed', until: 1 } : { kind: mode }, labsAllowed, environment: 'staging', ownClientIds: new Set(['7']) }
}

/** `pass`, or the code of the refusal. */
function judge(command: Command, policy: GuardPolicy): string {
  try {
    guardCommand(command, policy)
    return 'pass'
  } catch (error) {
    if (error instanceof GuardError) return error.code
    throw error
  }
}

const words = (line: string): string[] => line.split(' ')

describe('observing', () => {
  it.each([
    'PING', 'TIME', 'ROLE', 'INFO', 'INFO server', 'INFO replication', 'COMMAND', 'COMMAND INFO xadd', 'COMMAND DOCS xadd', 'CLIENT ID', 'CLIENT INFO', 'CLIENT LIST', 'CLIENT SETNAME x', 'CLIENT NO-TOUCH ON',
    'ACL WHOAMI', 'ACL DRYRUN u XADD k', 'SCAN 0 TYPE stream', 'SCAN 17 MATCH a* COUNT 500 TYPE stream', 'SCAN 0 MATCH sluice:lab:* COUNT 500', 'TYPE k', 'EXISTS k', 'XLEN k', 'XRANGE k - + COUNT 100', 'XRANGE k 1-1 1-1', 'XREVRANGE k + (5-0 COUNT 1000',
    'XREAD COUNT 10 STREAMS a b 0 0', 'XPENDING k g', 'XPENDING k g - + 1000', 'XPENDING k g - + 10 alice', 'XINFO STREAM k', 'XINFO STREAM k FULL COUNT 10', 'HMGET k:reprocessed 1-1 2-2', 'XINFO GROUPS k', 'XINFO CONSUMERS k g', 'MEMORY USAGE k',
    'xlen k', 'xInFo gRoUpS k'
  ])('passes %s', (line) => {
    expect(judge(words(line), OBSERVE)).toBe('pass')
  })

  it.each([
    'SCAN 0', 'SCAN 0 MATCH *', 'SCAN 0 MATCH sluice:*', 'SCAN 0 MATCH sluice:lab:* MATCH *', 'SCAN 0 TYPE string', 'SCAN 0 COUNT 100000 TYPE stream', 'XRANGE k - +', 'XRANGE k - + COUNT 0', 'XRANGE k - + COUNT 5000', 'XRANGE k - -', 'XREAD STREAMS a 0', 'XREAD COUNT 1 BLOCK 100 STREAMS a 0',
    'XREAD COUNT 1 STREAMS a b 0', 'XPENDING k g IDLE 100 - + 10', 'XPENDING k g - + 1000000', 'XINFO STREAM k FULL COUNT 0', 'XINFO HELP', 'MEMORY USAGE k SAMPLES 0', 'MEMORY DOCTOR', 'CLIENT KILL ID 5', 'CLIENT UNBLOCK 7', 'CLIENT LIST TYPE normal',
    'CLIENT NO-EVICT ON', 'CLIENT PAUSE 100', 'COMMAND GETKEYS EVAL x', 'ACL LIST', 'ACL SETUSER x', 'MULTI', 'EXEC', 'KEYS *', 'GET k', 'DUMP k', 'HMGET k 1-1', 'HMGET k:reprocessed', 'MONITOR', 'SUBSCRIBE c', 'SELECT 1', 'AUTH x', 'HELLO 3', 'QUIT', 'RESET', 'CONFIG GET *'
  ])('refuses %s', (line) => {
    expect(judge(words(line), OBSERVE)).toBe('forbidden')
  })
})

describe('names of commands (G3)', () => {
  it.each([['flushall'], ['FLUSHALL'], ['FlUsHaLl'], ['"FLUSHALL"'], [' FLUSHALL'], ['FLUSHALL\r\n'], ['FLU\u017fHALL'], ['XLEN\0'], ['"XLEN"'], ['__proto__'], ['constructor'], ['']])('are compared as they are: %j', (name) => {
    expect(judge([name, 'k'], OBSERVE)).toBe('forbidden')
    expect(judge([Buffer.from(name), 'k'], writePolicy('armed', true))).toBe('forbidden')
  })

  it('may be bytes', () => {
    expect(judge([Buffer.from('xlen'), Buffer.from([0xff])], OBSERVE)).toBe('pass')
  })

  it('does not pass what a script would hide', () => {
    expect(judge(['EVAL', 'return redis.call("XLEN", KEYS[1])', '1', 'sluice:lab:a'], writePolicy('armed', true))).toBe('forbidden')
  })
})

const PUBLISHING = ['XADD k * a 1', 'XACK k g 1-1', 'XCLAIM k g c 0 1-1', 'XCLAIM k g c 0 1-1 2-2 JUSTID', 'XAUTOCLAIM k g c 0 0']
const LAB_ONLY = [
  'XREADGROUP GROUP g c COUNT 10 BLOCK 5000 STREAMS k >', 'XREADGROUP GROUP STREAMS c NOACK STREAMS k >', 'XGROUP CREATE k g 0 MKSTREAM', 'XGROUP CREATECONSUMER k g c', 'XGROUP DELCONSUMER k g c', 'XGROUP DESTROY k g',
  'XDEL k 1-1', 'XTRIM k MAXLEN 5', 'DEL k', 'UNLINK k', 'XCLAIM k g c 0 1-1 FORCE', 'XCLAIM k g c 0 1-1 RETRYCOUNT 3',
  'XREADGROUP GROUP g c COUNT 10 BLOCK 600000 STREAMS k >', 'SET k 1 NX EX 120', 'HSET k state open', 'HSETNX k trial c', 'HDEL k trial', 'HINCRBY k failures 1', 'HGETALL k', 'PUBLISH k hello', 'SUBSCRIBE k'
]
/** The same command with every key `k` replaced. */
const onKey = (line: string, key: string): string[] => words(line).map((word) => (word === 'k' ? key : word))

describe('writing', () => {
  it.each([...PUBLISHING, ...LAB_ONLY])('%s goes to lab keys where labs are allowed, and nowhere else (G12)', (line) => {
    expect(judge(onKey(line, 'sluice:lab:a'), writePolicy('lab'))).toBe('pass')
    expect(judge(onKey(line, 'sluice:lab:a'), writePolicy('observe'))).toBe('confirm-needed')
    expect(judge(onKey(line, 'sluice:lab:a'), OBSERVE)).toBe('forbidden')
    for (const other of ['orders', 'sluice:lab:', 'sluice:lab', '{sluice:lab:}a', 'Sluice:lab:a', ' sluice:lab:a', '']) {
      expect(judge(onKey(line, other), writePolicy('lab'))).toBe(PUBLISHING.includes(line) ? 'not-armed' : 'forbidden')
    }
  })

  it.each(PUBLISHING)('%s goes to any key while armed (G7)', (line) => {
    expect(judge(onKey(line, 'orders'), writePolicy('armed'))).toBe('pass')
    expect(judge(onKey(line, 'sluice:lab:a'), writePolicy('armed'))).toBe('pass')
  })

  it.each(LAB_ONLY)('%s stays on lab keys even while armed', (line) => {
    expect(judge(onKey(line, 'orders'), writePolicy('armed', true))).toBe('forbidden')
    expect(judge(onKey(line, 'sluice:lab:a'), writePolicy('armed'))).toBe('confirm-needed')
  })

  it.each(['HSET k 1-1 x', 'HSETNX k 1-1 x', 'HDEL k 1-1'])('%s goes to the marks of redriven dead letters as far as one may publish', (line) => {
    expect(judge(onKey(line, 'orders:dlq:reprocessed'), writePolicy('armed'))).toBe('pass')
    expect(judge(onKey(line, 'orders:dlq:reprocessed'), writePolicy('lab'))).toBe('not-armed')
    expect(judge(onKey(line, 'orders:dlq:reprocessed'), OBSERVE)).toBe('forbidden')
    expect(judge(onKey(line, 'sluice:lab:a:reprocessed'), writePolicy('lab'))).toBe('pass')
  })

  it('looks at every key of a command', () => {
    expect(judge(['DEL', 'sluice:lab:a', 'orders'], writePolicy('lab'))).toBe('forbidden')
    expect(judge(words('XREADGROUP GROUP g c COUNT 1 STREAMS sluice:lab:a orders > >'), writePolicy('lab'))).toBe('forbidden')
    expect(judge(words('SUBSCRIBE sluice:lab:a news'), writePolicy('lab'))).toBe('forbidden')
    expect(judge(words('PSUBSCRIBE sluice:lab:*'), writePolicy('lab'))).toBe('forbidden')
    expect(judge(['XADD', Buffer.from([...Buffer.from('sluice:lab:'), 0xff]), '*', 'a', '1'], writePolicy('lab'))).toBe('pass')
  })

  it.each(['XREADGROUP GROUP g c BLOCK 0 STREAMS sluice:lab:a >', 'XREADGROUP GROUP g c BLOCK 600001 STREAMS sluice:lab:a >', 'XREADGROUP GROUP g c COUNT 100000 STREAMS sluice:lab:a >', 'XGROUP SETID sluice:lab:a g 0', 'XADD sluice:lab:a'])(
    'refuses %s',
    (line) => {
      expect(judge(words(line), writePolicy('lab'))).toBe('forbidden')
    }
  )

  it('wakes only readers of our own', () => {
    expect(judge(['CLIENT', 'UNBLOCK', '7', 'ERROR'], writePolicy('observe'))).toBe('pass')
    expect(judge(['CLIENT', 'UNBLOCK', '8'], writePolicy('armed', true))).toBe('forbidden')
    expect(judge(['CLIENT', 'KILL', 'ID', '7'], writePolicy('armed', true))).toBe('forbidden')
  })

  it('lists only clients of our own', () => {
    expect(judge(words('CLIENT LIST ID 7'), writePolicy('lab'))).toBe('pass')
    for (const line of ['CLIENT LIST', 'CLIENT LIST ID', 'CLIENT LIST ID 7 8', 'CLIENT LIST TYPE normal']) expect(judge(words(line), writePolicy('armed', true))).toBe('forbidden')
    expect(judge(words('CLIENT LIST ID 7'), OBSERVE)).toBe('forbidden')
  })

  it('reads too, also blocked, but never for ever', () => {
    expect(judge(words('XPENDING k g'), writePolicy('observe'))).toBe('pass')
    expect(judge(words('XREAD COUNT 1 BLOCK 5000 STREAMS k $'), writePolicy('observe'))).toBe('pass')
    expect(judge(words('XREAD COUNT 1 BLOCK 0 STREAMS k $'), writePolicy('observe'))).toBe('forbidden')
  })
})

describe('what destroys data, by hand', () => {
  const FAULTS = ['XTRIM k MAXLEN = 5', 'XTRIM k MINID ~ 1-1', 'DEL k', 'XGROUP DESTROY k g', 'XGROUP DELCONSUMER k g c']
  const byHand = (policy: GuardPolicy): GuardPolicy => ({ ...policy, host: true, byHand: true }) as GuardPolicy

  it.each(FAULTS)('%s goes beyond labs only while armed, and never on production (G7, G9)', (line) => {
    expect(judge(onKey(line, 'orders'), byHand(writePolicy('armed')))).toBe('pass')
    expect(judge(onKey(line, 'orders'), byHand(writePolicy('lab')))).toBe('not-armed')
    expect(judge(onKey(line, 'orders'), byHand(writePolicy('observe')))).toBe('not-armed')
    expect(judge(onKey(line, 'orders'), byHand({ ...writePolicy('armed'), environment: 'production' } as GuardPolicy))).toBe('forbidden')
    expect(judge(onKey(line, 'sluice:lab:a'), byHand({ ...writePolicy('lab'), environment: 'production' } as GuardPolicy))).toBe('pass')
  })

  it.each(FAULTS)('%s is nobody else\'s: not a worker\'s, not a lab\'s', (line) => {
    expect(judge(onKey(line, 'orders'), { ...writePolicy('armed'), host: true } as GuardPolicy)).toBe('forbidden')
    expect(judge(onKey(line, 'orders'), { ...writePolicy('armed'), byHand: true } as GuardPolicy)).toBe('forbidden')
  })

  it.each(['DEL k j', 'UNLINK k', 'XTRIM k MAXLEN 5', 'XTRIM k MAXLEN ~ 5 LIMIT 100', 'XDEL k 1-1', 'XGROUP SETID k g 0', 'XGROUP CREATE k g 0', 'FLUSHALL'])('%s stays where it was', (line) => {
    expect(judge(onKey(line, 'orders'), byHand(writePolicy('armed', true)))).toBe('forbidden')
  })
})

describe('the owner of a sandbox', () => {
  const owner: GuardPolicy = { access: 'owner' }

  it.each(['CONFIG SET appendonly yes', 'CONFIG SET appendfsync always', 'REPLICAOF NO ONE', 'INFO persistence', 'PING'])('may send %s', (line) => {
    expect(judge(words(line), owner)).toBe('pass')
  })

  it.each(['CONFIG SET dir /', 'CONFIG SET appendonly yes save 1', 'CONFIG GET *', 'CONFIG SET appendonly maybe', 'REPLICAOF 127.0.0.1 6379', 'REPLICAOF NO', 'FLUSHALL', 'DEL k', 'XADD k * a 1', 'SHUTDOWN', 'DEBUG SLEEP 1', 'SLUICE CLOCK HOLD'])('may not send %s', (line) => {
    expect(judge(words(line), owner)).toBe('forbidden')
  })

  it.each(['CONFIG SET appendonly yes', 'REPLICAOF NO ONE'])('alone may: %s', (line) => {
    expect(judge(words(line), { ...writePolicy('armed', true), kind: 'sandbox', host: true, byHand: true } as GuardPolicy)).toBe('forbidden')
    expect(judge(words(line), OBSERVE)).toBe('forbidden')
  })
})

describe('in the sandbox', () => {
  const sandbox: GuardPolicy = { access: 'write', kind: 'sandbox', mode: { kind: 'lab' }, labsAllowed: true, environment: 'local' }

  it.each(['XADD any * f v', 'XREADGROUP GROUP g c COUNT 1 STREAMS any >', 'XGROUP CREATE any g $ MKSTREAM', 'DEL any'])('every key is lab ground: passes %s', (line) => {
    expect(judge(words(line), sandbox)).toBe('pass')
  })

  it.each(['FLUSHALL', 'EVAL x 0', 'CONFIG SET maxmemory 1', 'SHUTDOWN'])('refuses %s all the same', (line) => {
    expect(judge(words(line), sandbox)).toBe('forbidden')
  })
})

describe('what only the built-in server has', () => {
  const host = { access: 'write', mode: { kind: 'lab' }, labsAllowed: true, environment: 'local', host: true } as const
  const allowed = ['SLUICE CLOCK STATUS', 'SLUICE CLOCK HOLD', 'SLUICE CLOCK ADVANCE 60000', 'sluice clock release', 'SLUICE SNAPSHOT', 'SLUICE RESTORE x', 'SLUICE CAPABILITIES']

  it.each(allowed)('the host may send its sandbox: %s', (line) => {
    expect(judge(words(line), { ...host, kind: 'sandbox' })).toBe('pass')
  })

  it.each(allowed)('nobody else, and no other server, is sent: %s', (line) => {
    expect(judge(words(line), { ...host, kind: 'remote' })).toBe('forbidden')
    expect(judge(words(line), { ...host, kind: 'remote', mode: { kind: 'armed', until: 1 } })).toBe('forbidden')
    expect(judge(words(line), { ...host, kind: 'sandbox', host: false })).toBe('forbidden')
    expect(judge(words(line), OBSERVE)).toBe('forbidden')
  })

  it.each(['SLUICE', 'SLUICE HELP', 'SLUICE CLOCK', 'SLUICE CLOCK ADVANCE', 'SLUICE CLOCK ADVANCE -5', 'SLUICE CLOCK ADVANCE 1e9', 'SLUICE CLOCK ADVANCE 999999999999', 'SLUICE CLOCK HOLD x', 'SLUICE SNAPSHOT x', 'SLUICE RESTORE', 'SLUICE SHUTDOWN'])('not even there: %s', (line) => {
    expect(judge(words(line), { ...host, kind: 'sandbox' })).toBe('forbidden')
  })
})
