// oxlint-disable react/only-export-components -- a test file
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ConnectionState } from '@shared/model/connection-state'
import { known, unknown } from '@shared/model/fact'
import type { GroupFacts, StreamReading } from '@shared/model/stream-state'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ConsumerState, WorkerStatus } from '@shared/model/worker-state'
import type { EntryId } from '@shared/redis/entry-id'
import { HostContext } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import { applyFrame, setFeedStatus, useWorkbenchStore } from '../../store/workbench-store'
import { createStableClient } from '../../transport/create-stable-client'
import { FlowView } from './flow-view'

const STREAM = { connection: 'sandbox', key: 'sluice:lab:orders' }
const AT = Date.now()
const COUNTS = { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }
const id = (n: number): EntryId => `${n}-0`

const connection: ConnectionState = {
  id: 'sandbox', label: 'Sandbox', address: 'redis://127.0.0.1', kind: 'sandbox', environment: 'local', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 },
  mode: { kind: 'lab' }, labsAllowed: true, epoch: 0
}

function facts(name: string, change: Partial<GroupFacts> = {}): GroupFacts {
  return {
    name, pending: 0, lastDeliveredId: id(10), entriesRead: known(10, 'server', AT), lag: known(0, 'server', AT), undelivered: unknown('not counted'), consumers: [],
    window: { rows: [], complete: true, at: AT }, ...change
  }
}

function present(groups: GroupFacts[], change: Partial<Extract<StreamReading, { kind: 'present' }>> = {}): StreamReading {
  return {
    kind: 'present', at: AT, atomic: true, length: 10, entriesAdded: known(10, 'server', AT), lastGeneratedId: id(10), firstId: id(1),
    tail: Array.from({ length: 10 }, (_, i) => id(10 - i)), groups, groupsOmitted: 0, ...change
  }
}

function consumer(group: string, name: string, status: WorkerStatus): ConsumerState {
  return {
    id: `w-${group}-${name}`, role: 'consumer', ...STREAM, group, name, status, counts: COUNTS, unknownOutcomes: 0, startedAt: 0, inFlight: [], inFlightCount: 0, holdAt: ['G3'],
    settings: { count: 1, blockMs: 100, startId: '0-0', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
  }
}

let root: Root
let place: HTMLElement
let seq = 0

async function happen(...events: WorkbenchEvent[]): Promise<void> {
  await act(async () => {
    applyFrame({ kind: 'events', frame: 0, events: events.map((event) => ({ seq: ++seq, at: AT, event })) })
    await vi.waitFor(() => expect(useWorkbenchStore.getState().workbench.seq).toBe(seq))
  })
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  seq = 0
  applyFrame({ kind: 'snapshot', frame: 0, state: EMPTY_WORKBENCH, why: 'first' })
  setFeedStatus({ kind: 'live' })
  setView({ stream: STREAM, selection: undefined, view: 'flow' })
  place = document.createElement('div')
  document.body.append(place)
  root = createRoot(place)
  const { client } = createStableClient()
  act(() => root.render(<HostContext value={client}><FlowView /></HostContext>))
  await happen({ kind: 'connection-changed', connection }, { kind: 'stream-watched', stream: STREAM })
})

afterEach(async () => {
  act(() => root.unmount())
  place.remove()
  vi.unstubAllGlobals()
})

const text = (): string => place.textContent ?? ''
const lane = (name: string): HTMLElement => {
  const found = place.querySelector<HTMLElement>(`section[aria-label="Group ${name}"]`)
  if (found === null) throw new Error(`no lane ${name}`)
  return found
}

describe('FlowView', () => {
  test('a lane shows what the server says: pending as cells by state, owner and gate of each consumer', async () => {
    const rows = [
      { id: id(8), consumer: 'wd-1', idle: 90_000, deliveries: 1 }, { id: id(9), consumer: 'wd-1', idle: 10, deliveries: 3 }, { id: id(10), consumer: 'wd-2', idle: 10, deliveries: 1 }
    ]
    await happen(
      { kind: 'stream-read', stream: STREAM, reading: present([facts('webhook', { pending: 3, consumers: [{ name: 'wd-1', pending: 2, idle: 5 }, { name: 'wd-2', pending: 1, idle: 5 }], window: { rows, complete: true, at: AT } })]) },
      { kind: 'worker-changed', worker: consumer('webhook', 'wd-1', { kind: 'crashed', since: AT, gate: 'G5' }) },
      { kind: 'entries-acked', group: { ...STREAM, group: 'webhook' }, consumer: 'wd-2', nothing: 0, evidence: 'seen', count: 7, ids: [] }
    )
    expect([...lane('webhook').querySelectorAll('button[data-cell] [data-state]')].map((mark) => mark.getAttribute('data-state'))).toEqual(['idle', 'redelivered', 'pending'])
    expect(lane('webhook').textContent).toContain('crashed at G5, before XACK')
    expect(lane('webhook').textContent).toContain('not ours: idle')
    expect(text()).toContain('10 added = 7 acked + 3 pending')
    expect(text()).toContain('nothing lost')
  })

  test('the legend says when entries are late, as the sweepers of the groups have it', async () => {
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('a'), facts('b')]) })
    expect(text()).toContain('late, idle past 1 min 00 s')
    const sweeper = { enabled: true, intervalMs: 1000, minIdleMs: 5000, count: 10, consumer: 'c' }
    await happen({ kind: 'sweeper-changed', group: { ...STREAM, group: 'a' }, sweeper })
    expect(text()).toContain('late, idle past its group’s limit')
    await happen({ kind: 'sweeper-changed', group: { ...STREAM, group: 'b' }, sweeper })
    expect(text()).toContain('late, idle past 5.0 s')
  })

  test('two streams with groups are drawn side by side when asked, and choosing one goes to it alone', async () => {
    const other = { connection: 'sandbox', key: 'payments' }
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('webhook')]) })
    expect(text()).not.toContain('side by side')
    await happen(
      { kind: 'lab-changed', lab: { id: 'lab-1', name: 'orders', title: 'Orders', connection: 'sandbox', streams: [STREAM.key], groups: [], status: 'running' } },
      { kind: 'stream-watched', stream: other }, { kind: 'stream-read', stream: other, reading: present([facts('ledger', { pending: 3 })]) }
    )
    const choice = [...place.querySelectorAll<HTMLElement>('[role=radio]')].find((each) => each.textContent === 'All 2 side by side')
    act(() => choice?.click())
    const bands = (): (string | null)[] => [...place.querySelectorAll('section[aria-label^="Flow of"]')].map((band) => band.getAttribute('aria-label'))
    expect(bands()).toEqual(['Flow of Orders', 'Flow of payments'])
    expect(place.querySelector('section[aria-label="Flow of payments"]')?.textContent).toMatch(/ledger.*pending 3/)
    act(() => setView({ stream: { ...other } }))
    expect(bands()).toEqual([])
    expect(lane('ledger').textContent).toContain('ledger')
  })

  test('the tape shows the worst state of each entry, and a click selects it', async () => {
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('a', { lastDeliveredId: id(9), window: { rows: [{ id: id(2), consumer: 'x', idle: 1, deliveries: 1 }], complete: true, at: AT }, pending: 1 })]) })
    const cells = [...place.querySelectorAll<HTMLElement>('section[aria-label="Stream"] button[data-cell]')]
    expect(cells.map((cell) => cell.dataset['state'])).toEqual(['settled', 'pending', ...Array<string>(7).fill('settled'), 'undelivered'])
    act(() => cells[1]?.click())
    expect(useView.getState().selection).toEqual({ kind: 'entry', stream: STREAM, id: id(2) })
  })

  test('entries trimmed before they were read are said to be lost', async () => {
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('slow', { lastDeliveredId: id(3), entriesRead: known(3, 'server', AT), lag: known(7, 'server', AT) })], { length: 2, firstId: id(9), tail: [id(10), id(9)] }) })
    expect(text()).toContain('5 entries lost')
    expect(text()).toContain('server says lag 7')
  })

  test('hostile names are text', async () => {
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('<img src=x onerror=alert(1)>'), facts('__proto__'), facts('')]) })
    expect(place.querySelector('img')).toBeNull()
    expect(text()).toContain('<img src=x onerror=alert(1)>')
    expect(text()).toContain('__proto__')
    expect(text()).toContain('(empty name)')
  })

  test('more than six groups fold to rows, and a row opens to its lane', async () => {
    await happen({ kind: 'stream-read', stream: STREAM, reading: present(Array.from({ length: 20 }, (_, i) => facts(`g${String(i).padStart(2, '0')}`))) })
    await vi.waitFor(() => expect(place.querySelectorAll('button[aria-expanded]:not([aria-haspopup])')).toHaveLength(20), { timeout: 4000 })
    expect(place.querySelector('section[aria-label="Group g03"]')).toBeNull()
    act(() => [...place.querySelectorAll<HTMLElement>('button[aria-expanded]:not([aria-haspopup])')].find((row) => row.textContent?.includes('g03'))?.click())
    expect(lane('g03').textContent).toContain('nothing pending')
  })

  test('more than eight consumers fold to a strip, with those that need a look below', async () => {
    const names = Array.from({ length: 40 }, (_, i) => ({ name: `c${i}`, pending: 0, idle: 1 }))
    await happen(
      { kind: 'stream-read', stream: STREAM, reading: present([facts('g', { consumers: names })]) },
      { kind: 'worker-changed', worker: consumer('g', 'c33', { kind: 'crashed', since: AT, gate: 'G2' }) }
    )
    expect(lane('g').querySelectorAll('[role=toolbar] button[data-cell]')).toHaveLength(40)
    expect([...lane('g').querySelectorAll('article h4')].map((name) => name.textContent)[0]).toBe('c33')
  })

  test('the table has the same facts as the drawing', async () => {
    const rows = [{ id: id(4), consumer: 'a', idle: 1, deliveries: 2 }, { id: id(5), idle: -1, deliveries: 1 }]
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('g', { pending: 2, consumers: [{ name: 'a', pending: 1, idle: 1 }], window: { rows, complete: true, at: AT } })]) })
    act(() => [...place.querySelectorAll('button')].find((button) => button.textContent === 'As table')?.click())
    expect([...place.querySelectorAll('tr[data-row] th')].map((head) => head.textContent)).toEqual(['g', 'a', id(4), id(5)])
    expect(place.querySelector('table')?.textContent).toContain('no owner')
  })

  test.each([
    ['missing', { kind: 'missing', at: AT }, 'This stream does not exist'],
    ['another type', { kind: 'not-a-stream', at: AT, type: 'hash' }, 'holds a hash'],
    ['no permission', { kind: 'no-permission', at: AT, needs: 'XINFO' }, 'may not run XINFO'],
    ['no groups', present([]), 'No consumer group reads this stream']
  ] as const)('%s is said in words', async (_name, reading, words) => {
    await happen({ kind: 'stream-read', stream: STREAM, reading })
    expect(text()).toContain(words)
  })

  test('when the feed is interrupted the last picture stays, marked as old', async () => {
    await happen({ kind: 'stream-read', stream: STREAM, reading: present([facts('g')]) })
    act(() => setFeedStatus({ kind: 'interrupted', since: AT, attempt: 1 }))
    expect(text()).toContain('The feed from Sluice is interrupted. As of')
    expect(place.querySelector('[data-stale]')).not.toBeNull()
    expect(lane('g')).toBeDefined()
  })

  test('without a picked stream it offers the lab', async () => {
    act(() => setView({ stream: undefined }))
    expect(text()).toContain('No stream picked')
    expect(text()).toContain('Start the lab')
  })
})
