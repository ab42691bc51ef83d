import { describe, expect, it } from 'vitest'
import { availableActions, WORKER_ACTIONS } from './worker-availability'
import type { LinkState } from './link-state'
import type { ProducerState, WorkerStatus } from './worker-state'

function possible(status: WorkerStatus, link?: LinkState): string[] {
  const worker: ProducerState = {
    id: 'w1', connection: 'sandbox', key: 'sluice:lab:x', role: 'producer', duplicates: 0, name: 'p', status, unknownOutcomes: 0, startedAt: 0,
    counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
    settings: { schedule: { kind: 'once', size: 1 }, templates: [] }, ...(link !== undefined && { link })
  }
  const reasons = availableActions(worker)
  for (const action of WORKER_ACTIONS) expect(reasons[action] ?? 'A sentence.').toMatch(/^[A-Z].*\.$/)
  return WORKER_ACTIONS.filter((action) => reasons[action] === undefined)
}

describe('availableActions', () => {
  it.each<[WorkerStatus, string[]]>([
    [{ kind: 'starting', since: 0 }, ['crash', 'stop', 'hold', 'link']],
    [{ kind: 'running', since: 0, gate: 'G0', doing: 'reads' }, ['crash', 'freeze', 'stop', 'hold', 'link', 'cut']],
    [{ kind: 'held', since: 0, gate: 'G2' }, ['crash', 'freeze', 'stop', 'step', 'hold', 'link']],
    [{ kind: 'frozen', since: 0, gate: 'G2' }, ['crash', 'resume', 'hold', 'link']],
    [{ kind: 'stopping', since: 0, doing: 'finishes' }, ['crash']],
    [{ kind: 'stopped', since: 0 }, ['start', 'remove', 'hold', 'link']],
    [{ kind: 'crashed', since: 0, gate: 'G2' }, ['start', 'remove', 'hold', 'link']],
    [{ kind: 'parked', since: 0, why: 'NOGROUP', next: 'Start it.' }, ['start', 'remove', 'hold', 'link']],
    [{ kind: 'reconnecting', since: 0, message: 'lost' }, ['crash', 'stop', 'hold', 'link']]
  ])('%o: %o', (status, actions) => {
    expect(possible(status)).toEqual(actions)
  })

  it.each<[WorkerStatus, string[]]>([
    [{ kind: 'running', since: 0, gate: 'G0', doing: 'reads' }, ['link', 'cut', 'direct']],
    [{ kind: 'held', since: 0, gate: 'G2' }, ['link', 'cut', 'direct']],
    [{ kind: 'frozen', since: 0, gate: 'G2' }, ['link', 'cut', 'direct']],
    [{ kind: 'stopping', since: 0, doing: 'finishes' }, ['cut']],
    [{ kind: 'crashed', since: 0, gate: 'G2' }, ['link', 'direct']],
    [{ kind: 'reconnecting', since: 0, message: 'lost' }, ['link', 'direct']]
  ])('behind a proxy, %o: %o', (status, actions) => {
    const link: LinkState = { fault: { kind: 'none' }, since: 0, connections: 1, open: 1, unheard: false, toServer: 0, toWorker: 0, forgotten: 0, phantoms: 0, vanished: 0, cuts: 0 }
    expect(possible(status, link).filter((action) => ['link', 'cut', 'direct'].includes(action))).toEqual(actions)
  })
})
