import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PendingPage } from '@shared/contract/streams'
import type { ConnectionState, WriteMode } from '@shared/model/connection-state'
import { known, unknown } from '@shared/model/fact'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import type { ConsumerState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { setPendingView } from './pending-view-store'
import { PendingView } from './pending-view'

const STREAM = { connection: 'sandbox', key: 'sluice:lab:orders' }
const AT = Date.now()

const connection = (kind: ConnectionState['kind'], mode: WriteMode): ConnectionState => ({
  id: 'sandbox', label: 'Orders', address: 'redis://127.0.0.1', kind, environment: 'local', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 }, mode, labsAllowed: true, epoch: 0
})

const crashed: ConsumerState = {
  id: 'w1', role: 'consumer', ...STREAM, group: 'webhook', name: 'wd-1', status: { kind: 'crashed', since: AT - 12_000, gate: 'G5' }, counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
  unknownOutcomes: 0, startedAt: 0, inFlight: [], inFlightCount: 0, holdAt: [],
  settings: { count: 1, blockMs: 100, startId: '0-0', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
}
const running: ConsumerState = { ...crashed, id: 'w2', name: 'wd-2', status: { kind: 'running', since: 0, gate: 'G0', doing: 'reads' } }

const PAGE: PendingPage = {
  rows: [
    { id: '1-0', consumer: 'wd-1', idle: 90_000, deliveries: 1, gone: false, entry: { id: '1-0', fields: [{ name: '__proto__', value: '<img src=x>', valueBytes: 11 }], fieldCount: 1, bytes: 20, cut: false } },
    { id: '2-0', consumer: 'wd-1', idle: 10, deliveries: '9223372036854775807', gone: false },
    { id: '3-0', idle: -1, deliveries: 1, gone: false },
    { id: '4-0', consumer: '', idle: 5, deliveries: 1, gone: true }
  ],
  total: 4, owners: [{ consumer: 'wd-1', pending: 2 }, { consumer: '', pending: 1 }], at: AT, calls: 5, longestMs: 0.9
}

/** The host as far as this view asks it; what was asked of it is kept. */
function createHost() {
  const acted: unknown[] = []
  const groups = {
    pending: () => Promise.resolve(PAGE),
    previewAction: ({ action }: { action: { kind: string; minIdleMs?: number } }) => Promise.resolve({
      command: ['XCLAIM', 'k'], effect: 'Gives 1 entry to this consumer.', ...(action.kind === 'autoclaim' && { refusal: 'It would take nothing: the longest idle is 3.1 s, less than 60 s.' })
    }),
    act: (input: unknown) => {
      acted.push(input)
      return Promise.resolve({ kind: 'ok', command: [], reply: '', done: 1, ids: ['1-0'], dropped: [] })
    }
  }
  const stable = createStableClient()
  // Only the procedures that this view calls.
  stable.setLink({ client: { groups } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  return { client: stable.client, acted }
}

function happened(...events: WorkbenchEvent[]): void {
  useWorkbenchStore.setState({ workbench: events.reduce((state, event, index) => reduceWorkbench(state, { seq: index + 1, at: AT, event }), EMPTY_WORKBENCH) })
}

const READ: WorkbenchEvent = {
  kind: 'stream-read', stream: STREAM, reading: {
    kind: 'present', at: AT, atomic: true, length: 3, entriesAdded: known(4, 'server', AT), lastGeneratedId: '4-0', firstId: '1-0', tail: [], groupsOmitted: 0,
    groups: [{ name: 'webhook', pending: 4, lastDeliveredId: '4-0', entriesRead: known(4, 'server', AT), lag: known(0, 'server', AT), undelivered: unknown('-'), consumers: [{ name: 'wd-1', pending: 2, idle: 12_000 }], window: { rows: [], complete: false, at: AT } }]
  }
}

async function open(mode: WriteMode = { kind: 'lab' }, kind: ConnectionState['kind'] = 'sandbox') {
  happened({ kind: 'connection-changed', connection: connection(kind, mode) }, { kind: 'stream-watched', stream: STREAM }, READ, { kind: 'worker-changed', worker: crashed }, { kind: 'worker-changed', worker: running })
  const host = createHost()
  const { page } = await render(<HostContext value={host.client}><PendingView /></HostContext>)
  await act(() => vi.waitFor(() => expect(page.querySelectorAll('[aria-label^="Select "]').length).toBe(5)))
  return { page, host }
}

const button = (page: HTMLElement, name: string | RegExp): HTMLElement => {
  const found = [...page.querySelectorAll('button')].find((each) => (typeof name === 'string' ? each.textContent === name : name.test(each.textContent)))
  if (found === undefined) throw new Error(`no button ${String(name)}`)
  return found
}
const rowIds = (page: HTMLElement): string[] => [...page.querySelectorAll('[role=rowgroup] input')].map((box) => (box.getAttribute('aria-label') ?? '').replace('Select ', ''))

beforeEach(() => {
  // A page without layout has no heights, and a list that draws only what is in sight would draw nothing.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900)
  setView({ stream: STREAM, pendingGroup: undefined, selection: undefined, view: 'pending' })
  setPendingView({ line: '', order: { by: 'idle', direction: 'down' }, paused: true })
})
afterEach(async () => {
  await cleanUp()
  vi.restoreAllMocks()
})

describe('PendingView', () => {
  test('shows each pending entry with its state in words, exact counts and payload as text (SCENARIOS 54, TRUST F22, F26, F27)', async () => {
    const { page } = await open()
    expect(rowIds(page)).toEqual(['1-0', '2-0', '4-0', '3-0'])
    const rows = [...page.querySelectorAll('[role=rowgroup] [role=row]')].map((row) => row.textContent)
    expect(rows[0]).toContain('idle past 60 s')
    expect(rows[0]).toContain('__proto__=<img src=x>')
    expect(rows[1]).toContain('9,223,372,036,854,775,807')
    expect(rows[2]).toMatch(/entry gone.*\(empty name\).*no longer in the stream/)
    expect(rows[3]).toMatch(/no owner.*released/)
    expect(page.querySelector('img')).toBeNull()
    expect(useView.getState().pendingGroup).toBe('webhook')
  })

  test('says who is gone, for how long, what it holds, and that nobody rescues it', async () => {
    const { page } = await open()
    expect(find(page, '[role=status]').textContent).toMatch(/wd-1 has been gone for \d+\.\d s and holds 2 entries\. Nobody else gets them until they are claimed/)
  })

  test('a facet writes into the filter line, and the line is read as text', async () => {
    const { page } = await open()
    await click(button(page, /^over 31$/))
    expect(find<HTMLInputElement>(page, 'input[placeholder]').value).toBe('deliveries:>3')
    expect(rowIds(page)).toEqual(['2-0'])
    await type(find(page, 'input[placeholder]'), 'owner:"" owner:none idle:soon')
    expect(rowIds(page)).toEqual(['4-0', '3-0'])
    expect(page.textContent).toContain('idle:soon: write a time with its unit')
  })

  test('claims what is selected for a consumer that works, after showing the command, and says what the server confirmed', async () => {
    const { page, host } = await open()
    expect(button(page, 'Claim to wd-2').getAttribute('aria-disabled')).toBe('true')
    await click(find(page, '[aria-label="Select 1-0"]'))
    await act(() => vi.waitFor(() => expect(page.textContent).toContain('Gives 1 entry to this consumer.')))
    await click(button(page, 'Claim 1 to wd-2'))
    await act(() => vi.waitFor(() => expect(page.textContent).toContain('1 claimed.')))
    expect(host.acted).toEqual([{ ...STREAM, group: 'webhook', action: { kind: 'claim', ids: ['1-0'], consumer: 'wd-2', minIdleMs: 0 } }])
  })

  test('an action that would take nothing is greyed, with the reason in words', async () => {
    const { page, host } = await open()
    await click(button(page, 'Autoclaim'))
    await act(() => vi.waitFor(() => expect(page.textContent).toContain('It would take nothing: the longest idle is 3.1 s, less than 60 s.')))
    await click(button(page, /^Autoclaim ≥/))
    expect(host.acted).toEqual([])
  })

  test('acknowledging asks first, and says what is lost', async () => {
    const { page, host } = await open()
    await click(find(page, '[aria-label="Select 1-0"]'))
    await click(button(page, 'Acknowledge'))
    await act(() => vi.waitFor(() => expect(button(page, 'Acknowledge 1…').getAttribute('aria-disabled')).toBeNull()))
    await click(button(page, 'Acknowledge 1…'))
    expect(document.body.textContent).toContain('What webhook has not processed yet is lost for it')
    expect(host.acted).toEqual([])
  })

  test('where writes are not allowed, the button is greyed and says how to arm (TRUST G1)', async () => {
    const { page } = await open({ kind: 'observe' }, 'remote')
    expect(page.textContent).toContain('Orders is only observed. To change this key, arm writes')
  })
})
