import type { EnqueuePolicy, LabFileGroup } from './lab-file'

/** Fields and values of one entry at high rate, in characters: a thousand of them are in memory at once. */
export const HIGH_RATE_ENTRY_CHARACTERS = 16 * 1024

/** What of a group makes its consumers look at each entry, as the parts of a lab file are named. None: the work only takes time. */
export function policyParts(group: LabFileGroup): string[] {
  const { handler, reclaim } = group
  const parts: [string, boolean][] = [
    ['handler.effect', handler.effect !== undefined], ['handler.types', handler.types !== undefined], ['handler.inactive', handler.inactive !== undefined && handler.inactive.length > 0], ['handler.poison', handler.poison !== undefined],
    ['idempotency', group.idempotency !== 'none'], ['ack', group.ack !== 'after-commit'], ['releaseLock', group.releaseLock !== undefined], ['retry', group.retry !== undefined],
    ['lease', group.lease !== undefined], ['deadLetter', group.deadLetter !== undefined], ['breaker', group.breaker !== undefined], ['backpressure', group.backpressure !== undefined],
    ['read.noAck', group.read.noAck], ['reclaim', reclaim.by === 'autoclaim-first' || reclaim.by === 'read']
  ]
  return parts.filter(([, is]) => is).map(([name]) => name)
}

/** What a consumer is to do with each entry. */
export interface ConsumerWork {
  ack: 'each' | 'batch'
  /** Names of what looks at each entry. */
  policies: readonly string[]
  /** The work may take time. */
  takesTime: boolean
  /** It asks on an interval instead of waiting in XREADGROUP. */
  polls: boolean
  failureRate: number
}

/** Why a consumer cannot run at high rate, as a sentence, or undefined. */
export function refuseHighRateConsumer({ ack, policies, takesTime, polls, failureRate }: ConsumerWork): string | undefined {
  if (policies.length > 0) return `At high rate no entry is looked at, and ${policies.join(', ')} would have to look at each. Leave out one or the other.`
  if (takesTime) return 'At high rate a whole read is acknowledged at once: work that takes time has no place in it. Set the processing time to 0 ms.'
  if (polls) return 'At high rate a consumer reads again at once, and one that polls waits in between. Read with BLOCK.'
  if (failureRate > 0) return 'At high rate no entry fails by itself. Set the failure rate to 0.'
  if (ack === 'each') return 'At high rate a whole read is acknowledged by one XACK. Choose that for the group.'
  return undefined
}

/** What a producer is to send. */
export interface ProducerWork {
  enqueue: EnqueuePolicy | undefined
  templates: readonly { source: string; fields: readonly { name: string; value: string }[] }[]
}

/** Why a producer cannot run at high rate, as a sentence, or undefined. */
export function refuseHighRateProducer({ enqueue, templates }: ProducerWork): string | undefined {
  if (enqueue !== undefined && enqueue.idempotency !== 'none') return `At high rate entries are encoded before they are sent, and enqueue: ${enqueue.idempotency} would have to look at each. Leave out one or the other.`
  const tooLong = templates.find(({ fields }) => fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0) > HIGH_RATE_ENTRY_CHARACTERS)
  if (tooLong !== undefined) return `At high rate an entry has at most ${HIGH_RATE_ENTRY_CHARACTERS} characters, and the template ${tooLong.source} has more. Make its values shorter.`
  return undefined
}
