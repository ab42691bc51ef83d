import type { ByteText } from '@shared/redis/byte-text'
import type { GroupFacts } from '@shared/model/stream-state'
import type { ConsumerState } from '@shared/model/worker-state'
import { isGone, statusWord } from '../worker-actions'

/** A consumer that could receive claimed entries. */
export interface ClaimTarget {
  name: ByteText
  /** What is known of it, in few words. */
  note: string
  /** A worker of ours that reads: it will work on what it receives. */
  working: boolean
}

/**
 * Workers of ours first, seen by the server or not (before 7.2 it knows none that never received), then the other
 * consumers it names, the one that acted last first.
 */
export function listTargets(facts: GroupFacts | undefined, own: readonly ConsumerState[]): ClaimTarget[] {
  const ownByName = new Map(own.map((worker) => [worker.name, worker]))
  const lately = [...(facts?.consumers ?? [])].sort((a, b) => a.idle - b.idle)
  const names = new Set([...own.map(({ name }) => name), ...lately.map(({ name }) => name)])
  return [...names].map((name) => {
    const worker = ownByName.get(name)
    if (worker === undefined) return { name, note: 'not a worker of Sluice', working: false }
    const working = !isGone(worker) && worker.status.kind !== 'frozen' && worker.status.kind !== 'parked'
    return { name, note: statusWord(worker), working }
  })
}

/** Whom to offer first: a worker of ours that works and is not who loses the entries; else anybody but that one. */
export function chooseTarget(targets: readonly ClaimTarget[], avoid: ByteText | undefined): ByteText | undefined {
  const others = targets.filter(({ name }) => name !== avoid)
  return (others.find(({ working }) => working) ?? others[0])?.name
}
