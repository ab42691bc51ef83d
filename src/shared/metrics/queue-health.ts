import type { GroupRef } from '../model/stream-ref'
import { toStreamId } from '../model/stream-ref'
import type { WorkbenchState } from '../model/workbench-state'

/** More than this pending in a group is a backlog (SYSTEMS A7). */
export const PENDING_LIMIT = 10

/** The document of GET /queue-health. Its names are those of the systems that it serves. `null`: not known. */
export interface QueueHealth {
  /** `unavailable`: the stream or the group cannot be read now. */
  status: 'ok' | 'backlog' | 'unavailable'
  /** How workers of ours read: told only where there are any, and they all read alike. */
  mode: 'blocking' | null
  stream_name: string
  stream_length: number | null
  pending_messages: number | null
  consumers: number | null
  last_delivered_id: string | null
  consumer_group: string
  block_ms: number | null
}

/** How a group stands. Pure; undefined when nobody observes the stream. */
export function selectQueueHealth(state: WorkbenchState, { connection, key, group }: GroupRef): QueueHealth | undefined {
  const stream = state.streams[toStreamId({ connection, key })]
  if (stream === undefined) return undefined
  const blocks = new Set(Object.values(state.workers).flatMap((worker) => {
    const serves = worker.role === 'consumer' && worker.connection === connection && worker.key === key && worker.group === group
    return serves ? [worker.settings.blockMs] : []
  }))
  const [blockMs] = blocks
  const reads = { mode: blocks.size > 0 ? 'blocking' as const : null, block_ms: blocks.size === 1 && blockMs !== undefined ? blockMs : null }
  const names = { stream_name: key, consumer_group: group }
  const reading = state.connections[connection]?.status.kind === 'ready' && stream.reading?.kind === 'present' ? stream.reading : undefined
  const facts = reading === undefined ? undefined : stream.groups.find(({ name, vanishedAt }) => name === group && vanishedAt === undefined)?.facts
  return {
    status: facts === undefined ? 'unavailable' : facts.pending > PENDING_LIMIT ? 'backlog' : 'ok',
    ...names,
    ...reads,
    stream_length: reading?.length ?? null,
    pending_messages: facts?.pending ?? null,
    consumers: facts?.consumers.length ?? null,
    last_delivered_id: facts?.lastDeliveredId ?? null
  }
}
