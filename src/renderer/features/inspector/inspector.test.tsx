import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { known, unknown } from '@shared/model/fact'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import type { ConsumerState, ProducerState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import { select, setView, useView, type Selection } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { Inspector } from './inspector'

const STREAM = { connection: 'sandbox', key: 'sluice:lab:orders' }
const GROUP = { ...STREAM, group: 'webhook' }
const AT = Date.now()
const COUNTS = { added: 0, delivered: 7, redelivered: 1, acked: 6, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }

const own: ConsumerState = {
  id: 'w1', role: 'consumer', ...GROUP, name: 'wd-1', status: { kind: 'held', since: AT, gate: 'G3' }, counts: COUNTS, unknownOutcomes: 2, startedAt: 0, inFlight: ['9-0'], inFlightCount: 1, holdAt: ['G3'], crashAt: 'G5',
  settings: { count: 1, blockMs: 100, startId: '0-0', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
}
const producer: ProducerState = {
  id: 'p1', role: 'producer', duplicates: 0, ...STREAM, name: 'checkout', status: { kind: 'running', since: 0, gate: 'G0', doing: 'sends' }, counts: { ...COUNTS, added: 12_482 }, unknownOutcomes: 0, startedAt: 0, lastId: '9-0',
  settings: { schedule: { kind: 'burst', size: 100, everyMs: 2000 }, templates: [{ source: 'checkout', fields: [{ name: 'a', value: 'b' }] }] }
}

const EVENTS: WorkbenchEvent[] = [
  { kind: 'stream-watched', stream: STREAM },
  {
    kind: 'stream-read', stream: STREAM, reading: {
      kind: 'present', at: AT, atomic: true, length: 9, entriesAdded: known(9, 'server', AT), lastGeneratedId: '9-0', firstId: '1-0', tail: [], groupsOmitted: 0,
      groups: [{
        name: 'webhook', pending: 3, lastDeliveredId: '9-0', entriesRead: known('9007199254740993', 'server', AT), lag: unknown('the server cannot tell after a delete'), undelivered: known(2, 'counted', AT),
        consumers: [{ name: 'wd-1', pending: 1, idle: 100 }, { name: '__proto__', pending: 2, idle: 61_000, inactive: -1 }],
        window: { rows: [{ id: '8-0', consumer: '__proto__', idle: 61_000, deliveries: 2 }, { id: '9-0', consumer: 'wd-1', idle: 100, deliveries: 1 }], complete: true, at: AT }
      }]
    }
  },
  ...[0, 1, 2].map((second): WorkbenchEvent => ({ kind: 'group-sampled', group: GROUP, sample: { at: AT + second * 1000, pending: 3, delivered: second * 8, acked: second * 7, latencyP50: 1, latencyP95: 4 } })),
  { kind: 'entries-acked', group: GROUP, consumer: 'wd-1', nothing: 1, evidence: 'seen', count: 6, ids: [] },
  { kind: 'worker-changed', worker: own },
  { kind: 'worker-changed', worker: producer }
]

async function inspect(selection: Selection | undefined): Promise<HTMLElement> {
  select(selection)
  const { page } = await render(<HostContext value={createStableClient().client}><Inspector /></HostContext>)
  return page
}

beforeEach(() => {
  // A page without layout has no widths, and a chart without a width draws nothing.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 288, 84))
  useWorkbenchStore.setState({ workbench: EVENTS.reduce((state, event, index) => reduceWorkbench(state, { seq: index + 1, at: AT, event }), EMPTY_WORKBENCH) })
  setView({ stream: STREAM, view: 'flow' })
})
afterEach(async () => {
  await cleanUp()
  vi.restoreAllMocks()
})

describe('Inspector', () => {
  test('says that nothing is selected', async () => {
    expect((await inspect(undefined)).textContent).toContain('Nothing is selected')
  })

  test('a group: the server’s word beside our own count, unknown as unknown, counts past 2^53 whole, charts drawn', async () => {
    const page = await inspect({ kind: 'group', stream: STREAM, group: 'webhook' })
    expect(page.textContent).toMatch(/lag, by the serverunknown/)
    expect(page.textContent).toMatch(/undelivered, counted here2/)
    expect(page.textContent).toContain('9,007,199,254,740,993')
    expect(page.textContent).toMatch(/acknowledged6.*found nothing1/)
    expect(page.querySelectorAll('svg.recharts-surface')).toHaveLength(4)
    const rows = [...page.querySelectorAll('tbody tr')].map((row) => row.textContent)
    expect(rows[0]).toMatch(/^__proto__elsewhere2.*never$/)
    expect(rows[1]).toMatch(/^wd-1held1/)
  })

  test('a consumer of ours: where it stands in its loop, which gates are armed, what it holds, what is unknown', async () => {
    const page = await inspect({ kind: 'consumer', stream: STREAM, group: 'webhook', consumer: 'wd-1' })
    const gates = [...page.querySelectorAll('[aria-label^="The loop"] button')].map((gate) => gate.getAttribute('aria-label'))
    expect(gates).toHaveLength(7)
    expect(gates[3]).toBe('G3, after the guard; it is here: held; holds here')
    expect(gates[5]).toBe('G5, before XACK; will be crashed here')
    expect(page.textContent).toContain('held at G3, after the guard')
    expect(page.textContent).toMatch(/unknown outcomes2/)
    const id = [...page.querySelectorAll('button')].find((each) => each.textContent === '9-0')
    if (id === undefined) throw new Error('no id')
    await click(id)
    expect(useView.getState().selection).toEqual({ kind: 'entry', stream: STREAM, id: '9-0' })
  })

  test('a consumer elsewhere: facts only, no buttons that could not work, and the way to its entries', async () => {
    const page = await inspect({ kind: 'consumer', stream: STREAM, group: 'webhook', consumer: '__proto__' })
    expect(page.textContent).toContain('observed from outside')
    expect(page.textContent).not.toContain('Crash')
    const claim = [...page.querySelectorAll('button')].find((each) => each.textContent === 'Claim its entries…')
    if (claim === undefined) throw new Error('no way to its entries')
    await click(claim)
    expect(useView.getState()).toMatchObject({ view: 'pending', pendingGroup: 'webhook' })
  })

  test('a producer: what it is set to and what came of it', async () => {
    const page = await inspect({ kind: 'producer', worker: 'p1' })
    expect(page.textContent).toMatch(/set to100 every 2 s/)
    expect(page.textContent).toMatch(/added12,482/)
  })

  test('a thing that is gone is said to be gone', async () => {
    const page = await inspect({ kind: 'producer', worker: 'p1' })
    await act(async () => useWorkbenchStore.setState(({ workbench }) => ({ workbench: reduceWorkbench(workbench, { seq: 99, at: AT, event: { kind: 'worker-removed', id: 'p1' } }) })))
    expect(page.textContent).toContain('This producer is gone')
  })
})
