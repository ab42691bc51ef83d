import type { ServerCount } from '@shared/model/comparison-state'
import type { WorkerId } from '@shared/model/worker-state'
import type { Connection } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'
import type { WorkerPool } from '../workers/worker-pool'
import { SENDER } from './comparison-run'

type Counted = { origin: ServerCount['origin']; commands: number; clients: string }

/** `tot-cmds` of each line of CLIENT LIST added up; undefined where the server has no such field or a client is missing. */
export function parseTotalCommands(list: string, ids: readonly string[]): number | undefined {
  let sum = 0
  for (const id of ids) {
    const line = list.split('\n').find((candidate) => candidate.startsWith(`id=${id} `))
    const count = /\btot-cmds=(\d+)/.exec(line ?? '')?.[1]
    if (count === undefined) return undefined
    sum += Number(count)
  }
  return sum
}

/** Calls of XREADGROUP and XACK by anyone since the server started, in INFO commandstats. */
export function parseGroupCalls(info: string): number {
  return [...info.matchAll(/^cmdstat_(?:xreadgroup|xack):calls=(\d+)/gm)].reduce((sum, [, calls]) => sum + Number(calls), 0)
}

const toWords = (reply: Reply): string => (Buffer.isBuffer(reply) ? reply.toString('latin1') : '')

/** What the server counted of these workers' commands; undefined when the user may not ask. */
export async function readServerCount(connection: Connection, pool: WorkerPool, workers: readonly WorkerId[]): Promise<Counted | undefined> {
  const ids = workers.flatMap((worker) => pool.clientIdOf(worker) ?? [])
  const { ownClientIds, writer, observer } = connection
  try {
    for (const id of ids) ownClientIds.add(id)
    const list = ids.length < workers.length ? '' : toWords(await writer.send(['CLIENT', 'LIST', 'ID', ...ids], SENDER).catch(refusedToUndefined) ?? null)
    const commands = parseTotalCommands(list, ids)
    if (ids.length === workers.length && commands !== undefined) return { origin: 'tot-cmds', commands, clients: ids.join(' ') }
    const info = await observer.send(['INFO', 'commandstats'], SENDER).catch(refusedToUndefined)
    return info === undefined ? undefined : { origin: 'commandstats', commands: parseGroupCalls(toWords(info)), clients: '' }
  } finally {
    for (const id of ids) ownClientIds.delete(id)
  }
}

/** A server or user without it has no such count. */
function refusedToUndefined(error: unknown): undefined {
  if (!(error instanceof ServerError)) throw error
}

/** What was counted from one reading to the other; undefined when they are not of the same thing. */
export function countBetween(before: Counted | undefined, after: Counted | undefined, ours: number): ServerCount | undefined {
  if (before === undefined || after === undefined || before.origin !== after.origin || before.clients !== after.clients || after.commands < before.commands) return undefined
  return { origin: after.origin, server: after.commands - before.commands, ours }
}
