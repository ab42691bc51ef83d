import type { ByteText } from '../redis/byte-text'
import type { StreamRef } from './stream-ref'
import type { ConsumerFacts, GroupState, PendingRow } from './stream-state'
import type { WorkbenchState } from './workbench-state'
import type { ConsumerState, ProducerState, WorkerState } from './worker-state'

/** A consumer of a group: as the server names it, as our own worker, or both. */
export interface ConsumerNode {
  name: ByteText
  /** What the server says of it. Undefined for a worker that the server has not listed yet (7.0: before its first entry). */
  facts?: ConsumerFacts
  /** Set when it is ours. */
  worker?: ConsumerState
  /** How many other workers of ours have the same name: to the server they are one consumer (rule M19). Absent: none. */
  namesakes?: number
  /** What it holds, of the pending rows that were read, oldest first. */
  rows: readonly PendingRow[]
  /** The longest idle time among `rows` at the reading, milliseconds. A lower bound when the window is not complete. */
  oldestIdle?: number
}

function isOn(worker: WorkerState, ref: StreamRef): boolean {
  return worker.connection === ref.connection && worker.key === ref.key
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

/** Our producers on this stream, by name. */
export function selectProducers(state: WorkbenchState, ref: StreamRef): ProducerState[] {
  return Object.values(state.workers).filter((worker): worker is ProducerState => worker.role === 'producer' && isOn(worker, ref)).sort(byName)
}

/** Our consumers in this group, by name. */
export function selectOwnConsumers(state: WorkbenchState, ref: StreamRef, group: ByteText): ConsumerState[] {
  return Object.values(state.workers).filter((worker): worker is ConsumerState => worker.role === 'consumer' && worker.group === group && isOn(worker, ref)).sort(byName)
}

/** All consumers of a group by name, what the server lists joined with what is ours. */
export function selectConsumerNodes(group: GroupState, own: readonly ConsumerState[]): ConsumerNode[] {
  const rows = new Map<ByteText, PendingRow[]>()
  for (const row of group.facts?.window.rows ?? []) {
    if (row.consumer === undefined) continue
    const held = rows.get(row.consumer)
    if (held === undefined) rows.set(row.consumer, [row])
    else held.push(row)
  }
  const workers = new Map<ByteText, ConsumerState[]>()
  for (const worker of own) {
    const same = workers.get(worker.name)
    if (same === undefined) workers.set(worker.name, [worker])
    else same.push(worker)
  }
  const facts = new Map((group.facts?.consumers ?? []).map((consumer) => [consumer.name, consumer]))
  const names = new Set([...facts.keys(), ...workers.keys(), ...rows.keys()])
  return [...names].sort().flatMap((name): ConsumerNode[] => {
    const held = rows.get(name) ?? []
    const fact = facts.get(name)
    const oldestIdle = held.length === 0 ? undefined : held.reduce((oldest, row) => Math.max(oldest, row.idle), 0)
    const node = { name, rows: held, ...(fact !== undefined && { facts: fact }), ...(oldestIdle !== undefined && { oldestIdle }) }
    const same = workers.get(name)
    if (same === undefined) return [node]
    return same.map((worker) => ({ ...node, worker, ...(same.length > 1 && { namesakes: same.length - 1 }) }))
  })
}

/** How many entries it holds: the server's count, else what its worker says. Undefined when neither is known. */
export function selectHeld(node: ConsumerNode): number | undefined {
  return node.facts?.pending ?? node.worker?.inFlightCount
}

const URGENT: Partial<Record<ConsumerState['status']['kind'], number>> = { crashed: 4, parked: 3, frozen: 2, held: 1, reconnecting: 1 }

/** Those that need a look first: crashed, parked, frozen, held, then whoever holds the oldest entry. */
export function orderByUrgency(nodes: readonly ConsumerNode[]): ConsumerNode[] {
  const urgency = (node: ConsumerNode): number => (node.worker === undefined ? 0 : URGENT[node.worker.status.kind] ?? 0)
  return [...nodes].sort((a, b) => urgency(b) - urgency(a) || (b.oldestIdle ?? -1) - (a.oldestIdle ?? -1) || (selectHeld(b) ?? 0) - (selectHeld(a) ?? 0))
}
