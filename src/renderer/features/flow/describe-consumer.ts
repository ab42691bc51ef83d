import type { ConsumerNode } from '@shared/model/select-topology'
import { assertNever } from '@shared/lib/assert-never'
import { GATE_WORDS } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'

/**
 * What a consumer does, in the words of a card. Of one that is not ours only what the server tells can be said. `since`:
 * how much has aged on the server since it was read.
 */
export function describeConsumer(node: ConsumerNode, since: number, now: number): string {
  const { worker, facts } = node
  if (worker === undefined) {
    if (facts === undefined) return 'not ours: holds entries'
    if (facts.inactive !== undefined && facts.inactive >= 0) return `not ours: asked ${formatAge(facts.idle + since)} ago, got something ${formatAge(facts.inactive + since)} ago`
    return `not ours: idle ${formatAge(facts.idle + since)}`
  }
  const { status } = worker
  switch (status.kind) {
    case 'starting':
      return 'starting'
    case 'running':
      if (worker.link?.unheard === true) return 'waits for a reply that cannot come: its connection was forgotten'
      return worker.paused === undefined ? status.doing : `reads nothing new: ${worker.paused.pending} pending, more than ${worker.paused.above}`
    case 'held':
      return `held ${GATE_WORDS[status.gate]}`
    case 'frozen':
      return `frozen ${formatAge(now - status.since)}: keeps its socket, reads nothing`
    case 'stopping':
      return `stopping: ${status.doing}`
    case 'stopped':
      return `stopped ${formatAge(now - status.since)} ago`
    case 'crashed':
      return `crashed at ${status.gate}, ${GATE_WORDS[status.gate]}`
    case 'parked':
      return `parked: ${status.why}`
    case 'reconnecting':
      return `reconnecting: ${status.message}`
    default:
      return assertNever(status)
  }
}
