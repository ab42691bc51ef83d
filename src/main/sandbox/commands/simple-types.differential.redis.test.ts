import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRedisServer, type TestServer } from '../../core/redis/testing/redis-server'
import { RawClient, type RawReply } from '../differential/testing/raw-client'
import { parseKeyspaceEvents } from '../engine/keyspace-events'
import { ErrorReply, MapReply, NilArray, PushReply, SetReply, SimpleString, type Reply } from '../protocol/reply'
import { openEngine, type TestClient } from '../testing/in-process'
import { ALL_COMMANDS } from './all-commands'
import { hashCommands } from './hash'
import { keyCommands } from './keys'
import { listCommands } from './list'
import { setCommands } from './set'
import { stringCommands } from './string'
import { parseCursor } from './scan-options'
import { describeCommand } from './server/describe-command'
import { simpleCommands } from './testing/simple-commands-arbitrary'

const COMMANDS = Number(process.env['SLUICE_SANDBOX_COMMANDS'] ?? 20_000)
const AVERAGE_LENGTH = 50
const TOLERANCE_MS = 15_000

let server: TestServer
let real: RawClient
let listener: RawClient
let listening: TestClient
const { engine, connect } = openEngine(ALL_COMMANDS)

beforeAll(async () => {
  server = await startRedisServer({ args: ['--enable-debug-command', 'yes', '--notify-keyspace-events', 'KEAmn'] })
  real = await RawClient.open(server.port)
  listener = await RawClient.open(server.port)
  // Keys whose time has come go when they are looked at, on both servers.
  await real.call('DEBUG', 'SET-ACTIVE-EXPIRE', '0')
  await listener.call('PSUBSCRIBE', '__key*__:*')
  listening = connect()
  const events = parseKeyspaceEvents('KEAmn')
  if (events !== undefined) engine.config.keyspaceEvents = events
  engine.config.activeExpire = false
  listening.call('PSUBSCRIBE', '__key*__:*')
})
afterAll(async () => {
  real.close()
  listener.close()
  await server.stop()
})

/** A reply as it looks on the wire. */
function toRaw(reply: Reply | undefined, protocol: 2 | 3): RawReply {
  const nested = (items: readonly Reply[]): RawReply[] => items.map((item) => toRaw(item, protocol))
  if (typeof reply === 'string') return ['$', reply]
  if (typeof reply === 'number' || typeof reply === 'bigint') return [':', String(reply)]
  if (reply === null || reply instanceof NilArray) return ['nil', protocol === 3 ? '_' : reply === null ? '$' : '*']
  if (reply instanceof SimpleString) return ['+', reply.text]
  if (reply instanceof ErrorReply) return ['-', reply.message.replace(/[\r\n]/g, ' ')]
  if (reply instanceof MapReply) return [protocol === 3 ? '%' : '*', nested(reply.pairs.flat())]
  if (reply instanceof SetReply) return [protocol === 3 ? '~' : '*', nested(reply.items)]
  if (reply instanceof PushReply) return [protocol === 3 ? '>' : '*', nested(reply.items)]
  if (Array.isArray(reply)) return ['*', nested(reply)]
  throw new Error(`no reply that these commands give: ${JSON.stringify(reply)}`)
}

const UNORDERED = new Set(['SMEMBERS', 'SINTER', 'SUNION', 'SDIFF', 'KEYS', 'SPOP', 'HKEYS', 'HVALS'])
const TIMES = new Set(['TTL', 'PTTL', 'EXPIRETIME', 'PEXPIRETIME'])
function sorted(items: readonly RawReply[]): RawReply[] {
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function pairs(items: readonly RawReply[]): RawReply[] {
  return Array.from({ length: items.length / 2 }, (_, index) => ['*', items.slice(2 * index, 2 * index + 2)])
}

/** What the two servers may answer differently is made the same. */
function normalise([name = '', , third = '']: readonly string[], reply: RawReply): unknown {
  const command = name.toUpperCase()
  const [kind, held] = reply
  if (typeof held === 'string') return reply
  if (command.endsWith('SCAN')) return [kind, held[0], typeof held[1]?.[1] === 'object' ? sorted(held[1][1]) : held[1]]
  // With repetitions only their number is the same.
  if (['HRANDFIELD', 'SRANDMEMBER'].includes(command)) return third.startsWith('-') ? [kind, held.length] : [kind, sorted(held)]
  if (command === 'HGETALL') return [kind, sorted(pairs(held))]
  return UNORDERED.has(command) ? [kind, sorted(held)] : reply
}

const show = (commands: readonly string[][]): string => commands.map((words) => words.map((word) => JSON.stringify(word).slice(0, 60)).slice(0, 12).join(' ')).join('\n')

async function resetBoth(protocol: 2 | 3): Promise<void> {
  await real.call('HELLO', String(protocol))
  await real.call('SELECT', '0')
  await real.call('FLUSHALL')
  await eventsOfReal()
  const client = connect()
  client.call('FLUSHALL')
  engine.farewell(client)
  engine.clock.restore(Date.now())
}

/** Differences that a search found, and that were mended. */
const FOUND_BEFORE: [string[][], 2 | 3][] = [
  [[['SET', 'b', '1', 'EXAT', '1'], ['SMOVE', 'c', 'b', '1']], 2],
  [[['SET', 'a', '1'], ['SET', 'b', '1', 'EXAT', '1'], ['SMOVE', 'a', 'b', '1']], 3]
]

let marks = 0

/** All that was told up to now: a mark of ours comes behind it. */
async function eventsOfReal(): Promise<RawReply[]> {
  marks += 1
  await real.call('PUBLISH', '__keymark__:', String(marks))
  const events: RawReply[] = []
  for (;;) {
    const event = await listener.next()
    if (event === undefined || JSON.stringify(event).includes('__keymark__')) return events
    events.push(event)
  }
}

/** A page of a scan depends on how keys are hashed, unless it is all there is. */
function isPage([name = '', second = '', third = '']: readonly string[], reply: RawReply): boolean {
  const command = name.toUpperCase()
  if (!command.endsWith('SCAN') || reply[0] !== '*') return false
  return (reply[1][0] ?? [])[1] !== '0' || parseCursor(command === 'SCAN' ? second : third) !== 0
}

/** Two times that differ by what passed between the two servers, and by what a double cannot hold. */
function isSameTime([name = '']: readonly string[], ours: RawReply, real: RawReply): boolean {
  const [a, b] = [Number(ours[1]), Number(real[1])]
  return TIMES.has(name.toUpperCase()) && a >= 0 && b >= 0 && Math.abs(a - b) <= Math.max(TOLERANCE_MS, b * 2 ** -50)
}

function expectSameReply(command: readonly string[], ours: RawReply, real: RawReply, soFar: () => readonly string[][]): void {
  if (ours[0] === real[0] && (isSameTime(command, ours, real) || isPage(command, ours) || isPage(command, real))) return
  expectSame(normalise(command, ours), normalise(command, real), soFar)
}

function expectSame(ours: unknown, real: unknown, commands: () => readonly string[][]): void {
  if (!isDeepStrictEqual(ours, real)) throw new Error(`${show(commands())}\nours ${JSON.stringify(ours)}\nreal ${JSON.stringify(real)}`)
}

async function compare(commands: readonly string[][], protocol: 2 | 3): Promise<void> {
  await resetBoth(protocol)
  listening.received.length = 0
  const client = connect()
  client.protocol = protocol
  let queued: string[][] = []
  for (const [index, command] of commands.entries()) {
    const expected = await real.call(...command)
    const reply = toRaw(client.call(...command), protocol)
    const soFar = (): readonly string[][] => commands.slice(0, index + 1)
    if (command[0] === 'MULTI') queued = []
    else if (expected[1] === 'QUEUED') queued.push(command)
    if (command[0] === 'EXEC' && expected[0] === '*' && reply[0] === '*') {
      for (const [at, words] of queued.entries()) expectSameReply(words, reply[1][at] ?? ['nil', ''], expected[1][at] ?? ['nil', ''], () => [...soFar(), words])
    } else expectSameReply(command, reply, expected, soFar)
  }
  const [told, expected] = [listening.received.map((message) => toRaw(message, 2)), await eventsOfReal()]
  for (let at = 0; at < Math.max(told.length, expected.length); at++) expectSame(told[at], expected[at], () => commands)
  engine.farewell(client)
}

describe('commands of strings, hashes, lists, sets and keys', () => {
  it('are described as Redis describes them: arity, flags and keys', async () => {
    for (const command of [...stringCommands, ...hashCommands, ...listCommands, ...setCommands, ...keyCommands]) {
      const [kind, described] = await real.call('COMMAND', 'INFO', command.name)
      const info = kind === '*' && typeof described[0]?.[1] === 'object' ? described[0][1] : []
      const own = toRaw(describeCommand(command, engine.capabilities), 2)[1] as RawReply[]
      expect([command.name, ...own.slice(1, 6).map(sortWords)]).toEqual([command.name, ...info.slice(1, 6).map(sortWords)])
    }
  })

  it('answer and tell what Redis answers and tells', async () => {
    await fc.assert(fc.asyncProperty(simpleCommands, fc.constantFrom(2 as const, 3 as const), compare), { numRuns: Math.ceil(COMMANDS / AVERAGE_LENGTH), examples: FOUND_BEFORE })
  }, 600_000)
})

function sortWords(reply: RawReply): unknown {
  return typeof reply[1] === 'string' ? reply : sorted(reply[1])
}
