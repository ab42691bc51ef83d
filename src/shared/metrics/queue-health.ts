import { areUnlisted } from './stream-metrics'
import type { GroupRef } from '../model/stream-ref'
import { toStreamId } from '../model/stream-ref'
import type { WorkbenchState } from '../model/workbench-state'
import type { ConsumerSettings, WorkerStatus } from '../model/worker-state'

/** More than this pending in a group is a backlog (SYSTEMS A7). */
export const PENDING_LIMIT = 10

/** The document of GET /queue-health. Its names are those of the systems that it serves. `null`: not known. */
export interface QueueHealth {
  /** `unavailable`: the stream or the group cannot be read now. */
  status: 'ok' | 'backlog' | 'unavailable'
  /** How workers of ours read; `mixed`: some block and some poll. `null` where none of them reads. */
  mode: 'blocking' | 'polling' | 'mixed' | null
  stream_name: string
  stream_length: number | null
  pending_messages: number | null
  consumers: number | null
  last_delivered_id: string | null
  consumer_group: string
  /** BLOCK of those that block, `null` where none does, or they differ. */
  block_ms: number | null
  /** How often those that poll ask, `null` where none does, or they differ. */
  poll_ms: number | null
}

/** These read nothing until somebody starts them again. */
const AT_REST: readonly WorkerStatus['kind'][] = ['stopped', 'crashed', 'parked']

function describeReads(readers: readonly ConsumerSettings[]): Pick<QueueHealth, 'mode' | 'block_ms' | 'poll_ms'> {
  // What a worker that polls has as BLOCK is not used.
  const blocks = new Set(readers.flatMap(({ pollMs, blockMs }) => (pollMs === undefined ? [blockMs] : [])))
  const polls = new Set(readers.flatMap(({ pollMs }) => pollMs ?? []))
  const only = (values: ReadonlySet<number>): number | null => (values.size === 1 ? [...values][0] ?? null : null)
  const mode = blocks.size > 0 && polls.size > 0 ? 'mixed' : blocks.size > 0 ? 'blocking' : polls.size > 0 ? 'polling' : null
  return { mode, block_ms: only(blocks), poll_ms: only(polls) }
}

/** How a group stands. Pure; undefined when nobody observes the stream. */
export function selectQueueHealth(state: WorkbenchState, { connection, key, group }: GroupRef): QueueHealth | undefined {
  const stream = state.streams[toStreamId({ connection, key })]
  if (stream === undefined) return undefined
  const readers = Object.values(state.workers).flatMap((worker) => {
    const serves = worker.role === 'consumer' && worker.connection === connection && worker.key === key && worker.group === group
    return serves && !AT_REST.includes(worker.status.kind) ? [worker.settings] : []
  })
  const names = { stream_name: key, consumer_group: group }
  const reading = state.connections[connection]?.status.kind === 'ready' && stream.reading?.kind === 'present' ? stream.reading : undefined
  const facts = reading === undefined ? undefined : stream.groups.find(({ name, vanishedAt }) => name === group && vanishedAt === undefined)?.facts
  return {
    status: facts === undefined ? 'unavailable' : facts.pending > PENDING_LIMIT ? 'backlog' : 'ok',
    ...names,
    ...describeReads(readers),
    stream_length: reading?.length ?? null,
    pending_messages: facts?.pending ?? null,
    consumers: reading === undefined || facts === undefined || areUnlisted(reading, facts) ? null : facts.consumers.length,
    last_delivered_id: facts?.lastDeliveredId ?? null
  }
}
