import type { Capabilities, ServerFacts } from '@shared/model/connection-state'
import { toText } from './bytes'
import type { Command } from './dispatcher'
import { ServerError, type Reply } from './reply'
import { parseClockInfo, type ClockReading } from './server-clock'

export interface ServerProbe {
  /** Undefined when this user may not ask. */
  facts: ServerFacts | undefined
  /** master_replid: another one after a failover, though the process is the same (TRUST G7). */
  replicationId: string | undefined
  capabilities: Omit<Capabilities, 'clientNoTouch' | 'transactions'>
  /** Undefined where `capabilities.clock` is false. */
  clock: ClockReading | undefined
  /** No XREADGROUP at all: a server before 5.0. */
  tooOld: boolean
  /** Every question was answered with NOPERM. */
  nothingAllowed: boolean
}

type Ask = (commands: readonly Command[]) => Promise<(Reply | ServerError)[]>

function text(reply: Reply | ServerError | undefined): string {
  if (typeof reply === 'string') return reply
  return Buffer.isBuffer(reply) ? toText(reply) : ''
}

export function parseInfo(reply: Reply | ServerError | undefined): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of text(reply).split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1))
  }
  return fields
}

/** Others that speak the protocol keep `redis_version` for old clients and add their own name and version. */
function toFacts(server: ReadonlyMap<string, string>, role: string): ServerFacts | undefined {
  const runId = server.get('run_id')
  if (runId === undefined) return undefined
  const named = server.get('server_name')
  const own = [...server.keys()].find((field) => /^[a-z]+_version$/.test(field) && field !== 'redis_version' && field !== 'gcc_version')
  const product = named ?? own?.replace('_version', '') ?? (server.has('redis_version') ? 'redis' : 'unknown')
  return { product, version: server.get(`${product}_version`) ?? server.get('redis_version') ?? 'unknown', runId, role }
}

/** One entry for each name that was asked, nil for a command that the server lacks. */
function knows(reply: Reply | ServerError | undefined, index: number): boolean {
  return Array.isArray(reply) && Array.isArray(reply[index])
}

/** All strings inside a reply, as one text: the documentation of a command names its fields and tokens. */
function flatten(reply: Reply | ServerError | undefined): string {
  return Array.isArray(reply) ? reply.map(flatten).join(' ') : text(reply)
}

const ASKED = ['XREADGROUP', 'XAUTOCLAIM', 'XACKDEL', 'XNACK', 'SLUICE|CLOCK'] as const
const DOCUMENTED = ['XINFO|GROUPS', 'XINFO|CONSUMERS', 'XREADGROUP', 'XADD'] as const

/** COMMAND DOCS answers name, documentation, name, documentation. */
function documentation(reply: Reply | ServerError | undefined, name: string): string {
  if (!Array.isArray(reply)) return ''
  const at = reply.findIndex((item, index) => index % 2 === 0 && text(item).toUpperCase() === name)
  return at === -1 ? '' : flatten(reply[at + 1])
}

function isRefusal(answer: Reply | ServerError | undefined): boolean {
  // A user may be allowed the command and not this key.
  return answer instanceof ServerError && answer.prefix === 'NOPERM' && !/\bkeys?\b/.test(answer.message)
}

/**
 * Finds out what a server can do by asking it, never from its version, and without writing; seven questions, once per
 * connection. What may not be asked counts as not there: a feature stays off rather than failing later.
 */
export async function probeServer(ask: Ask): Promise<ServerProbe> {
  const answers = await ask([
    ['PING'],
    ['INFO', 'server'],
    ['INFO', 'replication'],
    ['COMMAND', 'INFO', ...ASKED],
    ['COMMAND', 'DOCS', ...DOCUMENTED],
    ['XLEN', 'sluice:lab:'],
    ['ROLE']
  ])
  const [, server, replication, commands, docs, , roleReply] = answers
  const replicationInfo = parseInfo(replication)
  const role = replicationInfo.get('role') ?? (Array.isArray(roleReply) ? text(roleReply[0]) : 'unknown')
  const serverInfo = parseInfo(server)
  const facts = toFacts(serverInfo, role)
  const major = Number.parseInt(serverInfo.get('redis_version') ?? '', 10)
  return {
    facts,
    replicationId: replicationInfo.get('master_replid'),
    capabilities: {
      xautoclaim: knows(commands, 1),
      xackdel: knows(commands, 2),
      xnack: knows(commands, 3),
      lag: /\blag\b/.test(documentation(docs, 'XINFO|GROUPS')),
      inactive: /\binactive\b/.test(documentation(docs, 'XINFO|CONSUMERS')),
      claimInRead: /\bCLAIM\b/.test(documentation(docs, 'XREADGROUP')),
      idempotentAdd: /\bIDMP\b/.test(documentation(docs, 'XADD')),
      clock: knows(commands, 4)
    },
    clock: knows(commands, 4) ? parseClockInfo(serverInfo) : undefined,
    tooOld: Array.isArray(commands) ? !knows(commands, 0) : major < 5,
    nothingAllowed: answers.every(isRefusal)
  }
}
