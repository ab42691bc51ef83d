import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GuardPolicy } from './command-guard'
import { createCommandLog, type CommandLog } from './command-log'
import { createDispatcher } from './create-dispatcher'
import type { Command, Dispatcher } from './dispatcher'
import { OWNER_RULES } from './owner-rules'
import { READ_RULES } from './read-rules'
import { createRedisSocket, type RedisSocket } from './redis-socket'
import { GuardError } from './reply'
import { startFaultProxy, type FaultProxy } from './testing/fault-proxy'
import { realClock } from './testing/real-clock'
import { startRedisServer, type TestServer } from './testing/redis-server'
import { NEVER_SENT, WRITE_RULES } from './write-rules'

interface KnownCommand {
  name: string
  flags: string[]
  categories: string[]
}

let server: TestServer
let proxy: FaultProxy
let socket: RedisSocket
let log: CommandLog
let known: KnownCommand[]

const POLICIES: Record<string, GuardPolicy> = {
  observe: { access: 'observe' },
  'not armed': { access: 'write', kind: 'remote', mode: { kind: 'observe' }, labsAllowed: false, environment: 'production' },
  lab: { access: 'write', kind: 'remote', mode: { kind: 'lab' }, labsAllowed: true, environment: 'local' },
  owner: { access: 'owner' },
  armed: { access: 'write', kind: 'remote', mode: { kind: 'armed', until: Number.MAX_SAFE_INTEGER }, labsAllowed: true, environment: 'local' }
}

function dispatch(policy: GuardPolicy): Dispatcher {
  return createDispatcher({ connection: 'test', socket, policy: () => policy, log, clock: realClock })
}

function toStrings(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : []
}

beforeAll(async () => {
  server = await startRedisServer()
  proxy = await startFaultProxy(server.port)
  log = createCommandLog(realClock)
  socket = createRedisSocket({ target: { address: { kind: 'tcp', host: '127.0.0.1', port: proxy.port }, db: 0 }, class: 'observer', name: 'sluice:test:observer', clock: realClock })
  await socket.connected()
  const reply = await socket.send(['COMMAND'])
  known = (Array.isArray(reply) ? reply : []).flatMap((entry) => {
    if (!Array.isArray(entry)) return []
    const subcommands: unknown = entry[9]
    const rows = [entry, ...(Array.isArray(subcommands) ? subcommands : [])]
    return rows.map((row) => ({ name: String(row[0]), flags: toStrings(row[2]), categories: toStrings(row[6]) }))
  })
})
afterAll(async () => {
  socket.destroy()
  await proxy.close()
  await server.stop()
})

/** Names as the server writes them, `client|kill` for a subcommand. */
const ALLOWED_SUBCOMMANDS = new Set(
  'client|id client|info client|list client|setname client|setinfo client|no-touch command|info command|docs command|count acl|whoami acl|dryrun memory|usage xinfo|stream xinfo|groups xinfo|consumers'.split(' ')
)
const WRITE_SUBCOMMANDS = new Set('client|unblock xgroup|create xgroup|createconsumer xgroup|delconsumer xgroup|destroy'.split(' '))

function isAllowed({ name }: KnownCommand, policy: GuardPolicy): boolean {
  if (policy.access === 'owner' && (name === 'config|set' || OWNER_RULES.has(name.toUpperCase()))) return true
  if (name.includes('|')) return ALLOWED_SUBCOMMANDS.has(name) || (policy.access === 'write' && WRITE_SUBCOMMANDS.has(name))
  return READ_RULES.has(name.toUpperCase()) || (policy.access === 'write' && WRITE_RULES.has(name.toUpperCase()))
}

/** A command with several likely shapes of arguments. */
function shapes({ name }: KnownCommand): Command[] {
  const start = name.split('|')
  return [start, [...start, 'sluice:lab:a'], [...start, 'orders', '1'], [...start, 'orders', 'g', '0'], [...start, '1', 'sluice:lab:a', 'x', 'y']]
}

describe('against the command list of a real server', () => {
  it('refuses every command that is not allowed, in every mode, without a byte on the wire (G1, G4)', async () => {
    expect(known.length).toBeGreaterThan(200)
    const before = proxy.bytesToServer()
    let refused = 0
    for (const policy of Object.values(POLICIES)) {
      const dispatcher = dispatch(policy)
      for (const command of known.filter((candidate) => !isAllowed(candidate, policy))) {
        for (const shape of shapes(command)) {
          await expect(dispatcher.send(shape, { by: 'hand' }), shape.join(' ')).rejects.toBeInstanceOf(GuardError)
          refused += 1
        }
        const hidden = [['PING'], command.name.split('|')]
        await expect(dispatcher.pipeline(hidden, { by: 'hand' })).rejects.toBeInstanceOf(GuardError)
        await expect(dispatcher.transaction(hidden, { by: 'hand' })).rejects.toBeInstanceOf(GuardError)
      }
    }
    expect(refused).toBeGreaterThan(1000)
    expect(proxy.bytesToServer()).toBe(before)
    expect(log.read({ limit: 1 }).commands[0]).toMatchObject({ outcome: 'refused-by-sluice' })
  })

  it('lets nothing that writes pass while observing (G1)', () => {
    const writing = new Set(known.filter(({ flags }) => flags.includes('write')).map(({ name }) => name))
    for (const name of READ_RULES.keys()) expect(writing, name).not.toContain(name.toLowerCase())
    for (const name of ALLOWED_SUBCOMMANDS) expect(writing, name).not.toContain(name)
  })

  // On a newer server, a stream command that it brings and that we do not know fails here.
  it('has classified every stream command that writes (G2)', () => {
    const stream = known.filter(({ name, flags, categories }) => flags.includes('write') && categories.includes('@stream') && !name.includes('|'))
    const containers = known.filter(({ name, flags }) => flags.includes('write') && name.startsWith('xgroup|')).map(() => 'XGROUP')
    const names = new Set([...stream.map(({ name }) => name.toUpperCase()), ...containers])
    expect(names).toContain('XREADGROUP')
    for (const name of names) expect(WRITE_RULES.has(name) || NEVER_SENT.has(name), `${name} is not classified`).toBe(true)
  })
})
