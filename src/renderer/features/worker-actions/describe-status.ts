import { assertNever } from '@shared/lib/assert-never'
import { GATE_WORDS, type WorkerState } from '@shared/model/worker-state'

/** A sentence as a part of another. */
const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '')

/** What a worker does or why it does not, in a few words without a time. */
export function describeStatus({ status, role }: WorkerState): string {
  const at = (gate: keyof typeof GATE_WORDS): string => (role === 'consumer' ? ` at ${gate}, ${GATE_WORDS[gate]}` : '')
  switch (status.kind) {
    case 'starting':
      return 'starting'
    case 'running':
      return status.doing
    case 'held':
      return `held${at(status.gate)}`
    case 'frozen':
      return `frozen${at(status.gate)}: it keeps its socket and reads nothing`
    case 'stopping':
      return `stopping: ${status.doing}`
    case 'stopped':
      return 'stopped'
    case 'crashed':
      return `crashed${at(status.gate)}`
    case 'parked':
      return `parked: ${withoutStop(status.why)}`
    case 'reconnecting':
      return `reconnecting: ${withoutStop(status.message)}`
    default:
      return assertNever(status)
  }
}

/** One word for lists and charts. */
export function statusWord({ status }: WorkerState): string {
  return status.kind
}

/** Its thread is gone: what it holds stays pending until somebody claims it. */
export function isGone({ status }: WorkerState): boolean {
  return status.kind === 'crashed' || status.kind === 'stopped'
}
