import { assertNever } from '@shared/lib/assert-never'
import type { ByteText } from '@shared/redis/byte-text'
import { pickReceiver } from '@shared/model/pick-receiver'
import { GATE_WORDS, type ConsumerState } from '@shared/model/worker-state'
import type { GroupFacts, SweeperState } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { nameToText } from '../../ui/name-parts'
import { formatThreshold } from './format-threshold'

/** An owner that will hardly acknowledge what it holds, and how we know. */
export interface Diagnosis {
  owner: ByteText
  holds: number
  level: 'warning' | 'info'
  /** After the owner's name: "has been gone for". */
  verb: string
  /** Wall clock from which the age counts. */
  since: number
  /** Each with its source, for those who doubt. */
  evidence: string[]
}

/** Owners in trouble, the one that holds most first. `at` is when the facts were read. */
export function diagnosePending(facts: GroupFacts, own: readonly ConsumerState[], at: number, thresholdMs: number): Diagnosis[] {
  const ownByName = new Map(own.map((worker) => [worker.name, worker]))
  const found = facts.consumers.flatMap(({ name, pending, idle }): Diagnosis[] => {
    if (pending === 0) return []
    const worker = ownByName.get(name)
    const holding = `XINFO CONSUMERS: it holds ${formatCount(pending)}, idle ${formatAge(idle)} when read (server).`
    if (worker !== undefined) {
      const trouble = describeTrouble(worker)
      return trouble === undefined ? [] : [{ owner: name, holds: pending, level: 'warning', verb: trouble.verb, since: worker.status.since, evidence: [trouble.evidence, holding] }]
    }
    if (idle < thresholdMs) return []
    return [{
      owner: name,
      holds: pending,
      level: 'info',
      verb: 'has not been heard of for',
      since: at - idle,
      evidence: [holding, 'It is no worker of Sluice: only its idle time tells of it. A consumer that blocks, or works for long, looks the same.']
    }]
  })
  return found.sort((a, b) => Number(b.level === 'warning') - Number(a.level === 'warning') || b.holds - a.holds)
}

function describeTrouble({ status }: ConsumerState): { verb: string; evidence: string } | undefined {
  switch (status.kind) {
    case 'crashed':
      return { verb: 'has been gone for', evidence: `Its thread was ended at ${status.gate}, ${GATE_WORDS[status.gate]}; its socket closed without QUIT (seen).` }
    case 'stopped':
      return { verb: 'has been stopped for', evidence: 'Its thread drained and left (seen).' }
    case 'frozen':
      return { verb: 'has been frozen for', evidence: `Its event loop stands at ${status.gate}, ${GATE_WORDS[status.gate]}; its socket is open (seen). When it goes on it does not know that time has passed.` }
    case 'parked':
      return { verb: 'has been parked for', evidence: `${status.why} ${status.next}` }
    case 'reconnecting':
      return { verb: 'has been without a connection for', evidence: status.message }
    case 'starting':
    case 'running':
    case 'held':
    case 'stopping':
      return undefined
    default:
      return assertNever(status)
  }
}

/** What will happen to what it holds if nobody acts. Only what Sluice runs is known: a sweeper elsewhere cannot be seen. `own`: of the group, in the order they were added. */
export function describeRescue(sweeper: SweeperState | undefined, own: readonly ConsumerState[]): string {
  if (sweeper === undefined || !sweeper.enabled) return 'Nobody else gets them until they are claimed: Sluice runs no sweeper on this group.'
  const receiver = pickReceiver(sweeper.consumer, own.filter(({ status }) => status.kind === 'running').map(({ name }) => name))
  if (receiver === undefined) return 'The sweeper claims nothing: no consumer of ours runs in this group.'
  return `The sweeper claims them for ${nameToText(receiver)} once they are idle for ${formatThreshold(sweeper.minIdleMs)}.`
}
