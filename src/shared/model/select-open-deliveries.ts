import { toDeliveryKey, type OpenDelivery } from './delivery-record'
import { toStreamId } from './stream-ref'
import type { GroupState } from './stream-state'
import type { WorkbenchState } from './workbench-state'
import type { ConsumerState, LabGroupState, LabState } from './worker-state'

type Picture = Pick<WorkbenchState, 'streams' | 'workers'>

function findGroup({ streams }: Pick<Picture, 'streams'>, lab: LabState, { stream, group: name }: LabGroupState): GroupState | undefined {
  const group = streams[toStreamId({ connection: lab.connection, key: stream })]?.groups.find((candidate) => candidate.name === name)
  return group?.vanishedAt === undefined ? group : undefined
}

/** A loop that ended, or has lost its server, is at nothing. */
function isAtWork({ status }: ConsumerState): boolean {
  return status.kind === 'running' || status.kind === 'held' || status.kind === 'frozen' || status.kind === 'stopping'
}

/**
 * What the host knows of entries between their delivery and their end: the pending rows of the last reading of each
 * group, at most a window of them, and the entry that each of our consumers is at. Each once.
 */
export function selectOpenDeliveries(picture: Picture, lab: LabState): OpenDelivery[] {
  const found = new Map<string, OpenDelivery>()
  const add = (delivery: OpenDelivery): void => void found.set(toDeliveryKey(delivery), delivery)
  for (const of of lab.groups) {
    const { window } = findGroup(picture, lab, of)?.facts ?? {}
    const common = { lab: lab.id, group: of.group, handler: of.handler?.name ?? of.group }
    for (const { id, consumer, deliveries } of window?.rows ?? []) add({ ...common, id, source: { kind: 'server', at: window?.at ?? 0, consumer, deliveries } })
  }
  for (const worker of Object.values(picture.workers)) {
    if (worker.role !== 'consumer' || worker.workingOn === undefined || worker.connection !== lab.connection || !isAtWork(worker)) continue
    const of = lab.groups.find(({ stream, group }) => stream === worker.key && group === worker.group)
    if (of !== undefined) add({ lab: lab.id, group: of.group, handler: of.handler?.name ?? of.group, id: worker.workingOn, source: { kind: 'worker', consumer: worker.name } })
  }
  return [...found.values()]
}

/** Groups of which more is pending than is known one by one, and those that were not read. */
export type PendingBeyond = { group: string; kind: 'more'; pending: number; shown: number } | { group: string; kind: 'unread' }

export function selectPendingBeyond(picture: Pick<Picture, 'streams'>, lab: LabState): PendingBeyond[] {
  return lab.groups.flatMap((of): PendingBeyond[] => {
    const facts = findGroup(picture, lab, of)?.facts
    if (facts === undefined) return [{ group: of.group, kind: 'unread' }]
    const shown = facts.window.rows.length
    return facts.pending > shown ? [{ group: of.group, kind: 'more', pending: facts.pending, shown }] : []
  })
}
