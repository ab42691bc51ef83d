import type { LifeEvent, LifeLine } from '@shared/contract/streams'
import type { Clock } from '@shared/lib/clock'
import type { StreamRef } from '@shared/model/stream-ref'
import type { EntryId } from '@shared/redis/entry-id'
import type { Connection } from '../redis/dispatcher'
import type { EntryHistory } from './entry-history'
import { readStandings, type EntryStanding } from './read-standing'

/** What a pending row proves although nobody saw it: when, and to whom, the entry was last delivered. */
function inferDelivery({ group, pending }: EntryStanding, events: readonly LifeEvent[], now: number): LifeEvent | undefined {
  if (pending?.consumer === undefined || pending.idle < 0) return undefined
  const seen = events.some((event) => event.group === group && event.consumer === pending.consumer && event.kind !== 'acked' && event.kind !== 'failed')
  if (seen) return undefined
  return {
    at: now - pending.idle,
    kind: pending.deliveries === 1 ? 'delivered' : 'redelivered',
    group,
    consumer: pending.consumer,
    evidence: 'inferred',
    note: `The pending list counts ${pending.deliveries} ${pending.deliveries === 1 ? 'delivery' : 'deliveries'}; this is the last.`
  }
}

/** The life of one entry: what was seen of it, and how it stands in every group now. */
export async function readLifeLine(connection: Connection, history: EntryHistory, clock: Clock, stream: StreamRef, id: EntryId): Promise<LifeLine> {
  const { entry, groups } = await readStandings(connection, stream, id)
  const at = clock.now()
  const { events, rememberedSince } = history.find(stream, id)
  const gone = entry === undefined
  const inferred = groups.flatMap((standing) => inferDelivery(standing, events, at) ?? [])
  const deleted: LifeEvent[] = gone && events.length > 0 ? [{ kind: 'deleted', evidence: 'inferred', note: 'It is not in the stream any more; when it went was not seen.' }] : []
  const timed = [...events, ...inferred].sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
  return {
    id,
    ...(entry !== undefined && { entry }),
    gone,
    groups: groups.map((standing) => ({ ...standing, ackSeen: events.some((event) => event.kind === 'acked' && event.group === standing.group) })),
    events: [...timed, ...deleted],
    ...(rememberedSince !== undefined && { rememberedSince }),
    at
  }
}
