import { assertNever } from '../lib/assert-never'
import type { WorkerState } from './worker-state'

/** What a person can do to a worker. */
export const WORKER_ACTIONS = ['crash', 'freeze', 'resume', 'stop', 'start', 'remove', 'step', 'hold', 'link', 'cut', 'direct'] as const
export type WorkerAction = (typeof WORKER_ACTIONS)[number]

/** Per action: undefined when it would do something now, else why it would not, as a sentence for a person. */
export type WorkerAvailability = Record<WorkerAction, string | undefined>

function availability(reasons: Partial<WorkerAvailability>): WorkerAvailability {
  return {
    crash: undefined, freeze: undefined, resume: undefined, stop: undefined, start: undefined, remove: undefined, step: undefined, hold: undefined,
    link: undefined, cut: undefined, direct: undefined, ...reasons
  }
}

const NOT_FROZEN = 'It is not frozen.'
const NOT_HELD = 'It stands at no gate. Hold it first.'
const STILL_THERE = 'Its thread still runs. Stop or crash it first.'

function withoutThread(reason: string): WorkerAvailability {
  return availability({ crash: reason, freeze: reason, resume: reason, stop: reason, step: reason, cut: reason })
}

/**
 * The one rule about which action is possible in which state: the host refuses by it and the page greys by it.
 * Gates may be chosen in every state but `stopping`: they hold from the next turn of the loop, or the next start.
 */
export function availableActions(worker: WorkerState): WorkerAvailability {
  const reasons = byStatus(worker)
  return worker.link === undefined ? { ...reasons, direct: 'Its connection is direct.' } : reasons
}

/** A direct connection can be cut only after the worker has finished its turn and gone through a proxy. */
function cannotGoThrough({ link }: WorkerState, why: string): string | undefined {
  return link === undefined ? `Its connection is direct, and ${why} it cannot go through a proxy first.` : undefined
}

function byStatus(worker: WorkerState): WorkerAvailability {
  const { status } = worker
  switch (status.kind) {
    case 'starting':
      return availability({
        freeze: 'It is still starting.', resume: NOT_FROZEN, start: 'It is already starting.', remove: STILL_THERE, step: NOT_HELD,
        cut: 'It is still starting.'
      })
    case 'running':
      return availability({ resume: NOT_FROZEN, start: 'It is already running.', remove: STILL_THERE, step: NOT_HELD })
    case 'held':
      return availability({ resume: 'It is held, not frozen. Release its gates or step it.', start: 'It is already running.', remove: STILL_THERE, cut: cannotGoThrough(worker, 'while it is held') })
    case 'frozen':
      return availability({
        freeze: 'It is already frozen.', start: 'It is frozen. Resume it instead.', remove: STILL_THERE,
        stop: 'A frozen thread cannot hear this. Resume or crash it.', step: 'It is frozen. Resume it first.',
        cut: cannotGoThrough(worker, 'while it is frozen')
      })
    case 'stopping':
      return availability({
        resume: NOT_FROZEN, stop: 'It is already stopping.', start: 'It is still stopping.', remove: 'It is still stopping.',
        freeze: 'It is stopping.', step: 'It is stopping.', hold: 'It is stopping.',
        link: 'It is stopping.', direct: 'It is stopping.', cut: cannotGoThrough(worker, 'while it stops')
      })
    case 'stopped':
      return withoutThread('It is stopped.')
    case 'crashed':
      return withoutThread('It has crashed: its thread has ended.')
    case 'parked':
      return withoutThread('It is parked: it has left the server and waits to be started.')
    case 'reconnecting':
      return availability({
        freeze: 'It waits for the server.', resume: NOT_FROZEN, start: 'It goes on by itself when the server is back.', remove: STILL_THERE,
        step: 'It waits for the server and stands at no gate.',
        cut: 'It has no connection now.'
      })
    default:
      return assertNever(status)
  }
}
