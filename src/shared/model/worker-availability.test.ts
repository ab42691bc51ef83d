import { describe, expect, it } from 'vitest'
import { availableActions, WORKER_ACTIONS } from './worker-availability'
import type { ProducerState, WorkerStatus } from './worker-state'

function possible(status: WorkerStatus): string[] {
  const worker: ProducerState = {
    id: 'w1', connection: 'sandbox', key: 'sluice:lab:x', role: 'producer', duplicates: 0, name: 'p', status, unknownOutcomes: 0, startedAt: 0,
    counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
    settings: { schedule: { kind: 'once', size: 1 }, templates: [] }
  }
  const reasons = availableActions(worker)
  for (const action of WORKER_ACTIONS) expect(reasons[action] ?? 'A sentence.').toMatch(/^[A-Z].*\.$/)
  return WORKER_ACTIONS.filter((action) => reasons[action] === undefined)
}

describe('availableActions', () => {
  it.each<[WorkerStatus, string[]]>([
    [{ kind: 'starting', since: 0 }, ['crash', 'stop', 'hold']],
    [{ kind: 'running', since: 0, gate: 'G0', doing: 'reads' }, ['crash', 'freeze', 'stop', 'hold']],
    [{ kind: 'held', since: 0, gate: 'G2' }, ['crash', 'freeze', 'stop', 'step', 'hold']],
    [{ kind: 'frozen', since: 0, gate: 'G2' }, ['crash', 'resume', 'hold']],
    [{ kind: 'stopping', since: 0, doing: 'finishes' }, ['crash']],
    [{ kind: 'stopped', since: 0 }, ['start', 'remove', 'hold']],
    [{ kind: 'crashed', since: 0, gate: 'G2' }, ['start', 'remove', 'hold']],
    [{ kind: 'parked', since: 0, why: 'NOGROUP', next: 'Start it.' }, ['start', 'remove', 'hold']],
    [{ kind: 'reconnecting', since: 0, message: 'lost' }, ['crash', 'stop', 'hold']]
  ])('%o: %o', (status, actions) => {
    expect(possible(status)).toEqual(actions)
  })
})
