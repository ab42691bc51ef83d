import { afterEach, describe, expect, test } from 'vitest'
import { GATES, type ConsumerState, type WorkerStatus } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { toggleGate } from './worker-menu'
import { WorkerActions } from './worker-actions'

const worker = (status: WorkerStatus): ConsumerState => ({
  id: 'w1', role: 'consumer', connection: 'sandbox', key: 'sluice:lab:orders', group: 'g', name: 'wd-1', status, counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
  unknownOutcomes: 0, startedAt: 0, inFlight: [], inFlightCount: 0, holdAt: [],
  settings: { count: 1, blockMs: 100, startId: '0-0', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
})

const STATUSES: WorkerStatus[] = [
  { kind: 'starting', since: 0 }, { kind: 'running', since: 0, gate: 'G0', doing: 'reads' }, { kind: 'held', since: 0, gate: 'G3' }, { kind: 'frozen', since: 0, gate: 'G3' }, { kind: 'stopping', since: 0, doing: 'drains' },
  { kind: 'stopped', since: 0 }, { kind: 'crashed', since: 0, gate: 'G5' }, { kind: 'parked', since: 0, why: 'NOGROUP', next: 'Remove it.' }, { kind: 'reconnecting', since: 0, message: 'The socket broke.' }
]

async function draw(status: WorkerStatus, compact: boolean) {
  const asked: [string, unknown][] = []
  const ask = (name: string) => (input: unknown) => {
    asked.push([name, input])
    return Promise.resolve()
  }
  const workers = Object.fromEntries(['crash', 'freeze', 'resume', 'stop', 'start', 'step', 'hold', 'remove'].map((name) => [name, ask(name)]))
  const stable = createStableClient()
  // Only the procedures that these buttons call.
  stable.setLink({ client: { workers } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><WorkerActions worker={worker(status)} compact={compact} /></HostContext>)
  return { page, asked, buttons: [...page.querySelectorAll('button')] }
}

afterEach(cleanUp)

describe('WorkerActions', () => {
  test.each(STATUSES)('$kind: every greyed button says why, and does nothing when clicked', async (status) => {
    const { buttons, asked } = await draw(status, false)
    const greyed = buttons.filter((each) => each.getAttribute('aria-disabled') === 'true')
    for (const each of greyed) {
      expect(document.getElementById(each.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(/\.$/)
      await click(each)
    }
    expect(asked).toEqual([])
  })

  test.each([
    ['running', 'Crash', 'crash'], ['held', 'Crash', 'crash'], ['frozen', 'Resume', 'resume'], ['crashed', 'Start', 'start'], ['stopped', 'Start', 'start']
  ] as const)('compact, %s: the one button is %s', async (kind, label, call) => {
    const status = STATUSES.find((each) => each.kind === kind)
    if (status === undefined) throw new Error(kind)
    const { buttons, asked } = await draw(status, true)
    const [main] = buttons
    expect(main?.textContent).toBe(label)
    if (main !== undefined) await click(main)
    expect(asked).toEqual([[call, { worker: 'w1' }]])
  })

  test('a gate is put in its place and taken out again', () => {
    expect(toggleGate(['G5'], 'G2')).toEqual(['G2', 'G5'])
    expect(toggleGate([...GATES], 'G0')).toEqual(['G1', 'G2', 'G3', 'G4', 'G5', 'G6'])
  })
})
