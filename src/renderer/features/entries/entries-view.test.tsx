import { act } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EntriesPage } from '@shared/contract/streams'
import { known, unknown } from '@shared/model/fact'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import type { StreamReading } from '@shared/model/stream-state'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import type { Entry } from '@shared/redis/entry'
import type { EntryId } from '@shared/redis/entry-id'
import { HostContext } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { EntriesView } from './entries-view'
import type { PageAsk } from './entries-feed'

const STREAM = { connection: 'sandbox', key: 'orders' }
const AT = Date.now()
const entry = (id: EntryId, ...fields: [string, string][]): Entry => ({ id, fields: fields.map(([name, value]) => ({ name, value, valueBytes: value.length })), fieldCount: fields.length, bytes: 10, cut: false })

const ROWS = [
  entry('3-0', ['a', '1'], ['a', '2'], ['', '']),
  entry('2-0', ['__proto__', '<img src=x onerror=alert(1)>'], ['rtl', 'x\u202ey']),
  entry('1-0', ['data', '{"n": 12345678901234567890}'])
]

beforeEach(() => {
  // The page of these tests has no layout, and rows in sight depend on one.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900)
  setView({ view: 'entries', stream: STREAM, selection: undefined, draft: undefined })
})
afterEach(async () => {
  await cleanUp()
  vi.restoreAllMocks()
})

const PRESENT: StreamReading = {
  kind: 'present', at: AT, atomic: true, length: 3, entriesAdded: known(3, 'server', AT), lastGeneratedId: '3-0', firstId: '1-0', tail: ['3-0', '2-0', '1-0'], groupsOmitted: 0,
  groups: [{ name: 'g', pending: 1, lastDeliveredId: '2-0', entriesRead: unknown('-'), lag: unknown('-'), undelivered: unknown('-'), consumers: [], window: { rows: [{ id: '2-0', consumer: 'c', idle: 5, deliveries: 1 }], complete: true, at: AT } }]
}

function happened(reading: StreamReading): void {
  const events: WorkbenchEvent[] = [
    { kind: 'connection-changed', connection: { id: 'sandbox', label: 'Sandbox', address: 'redis://127.0.0.1', kind: 'sandbox', environment: 'local', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 }, mode: { kind: 'lab' }, labsAllowed: true, epoch: 0 } },
    { kind: 'stream-watched', stream: STREAM }, { kind: 'stream-read', stream: STREAM, reading }
  ]
  useWorkbenchStore.setState({ workbench: events.reduce((state, event, index) => reduceWorkbench(state, { seq: index + 1, at: AT, event }), EMPTY_WORKBENCH) })
}

async function open(reading: StreamReading, entries: (ask: PageAsk) => Promise<EntriesPage>): Promise<HTMLElement> {
  happened(reading)
  const stable = createStableClient()
  // Only the procedures that this view calls.
  stable.setLink({ client: { streams: { entries } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><EntriesView /></HostContext>)
  await act(() => vi.waitFor(() => expect(page.textContent).not.toContain('Reading entries')))
  return page
}

const all = (rows: Entry[]) => (): Promise<EntriesPage> => Promise.resolve({ entries: rows, length: rows.length, more: false, tookMs: 1, ...(rows.length > 0 && { firstId: '1-0', lastId: '3-0' }) })
const idsOf = (page: HTMLElement): (string | null | undefined)[] => [...page.querySelectorAll('[role=row]')].slice(1).map((row) => row.querySelector('[role=gridcell]')?.textContent)

test('entries stand newest first with their fields in order, whatever they hold', async () => {
  const page = await open(PRESENT, all(ROWS))
  expect(idsOf(page)).toEqual(['3-0', '2-0', '1-0'])
  expect(page.querySelector('img')).toBeNull()
  expect(page.textContent).toContain('a=1a=2(empty name)=(empty)')
  expect(page.textContent).toContain('__proto__=<img src=x onerror=alert(1)>')
  expect(page.textContent).toContain('x\\u{202e}y')
  expect(page.textContent).toContain('{"n":12345678901234567890}')
})

test('I3: marks say how each entry stood at the last reading', async () => {
  const page = await open(PRESENT, all(ROWS))
  expect([...page.querySelectorAll('[role=img]')].map((mark) => mark.getAttribute('aria-label'))).toEqual(['g: undelivered', 'g: pending, at c, idle 0.0 s, delivered once', 'g: settled (not seen how)'])
})

test('a row opens in the inspector, and can be published again', async () => {
  const page = await open(PRESENT, all(ROWS))
  await click(find(page, '[id="entry-2-0"] [role=presentation]'))
  expect(useView.getState().selection).toEqual({ kind: 'entry', stream: STREAM, id: '2-0' })
  await click(find(page, '[id="entry-3-0"] button'))
  expect(useView.getState().draft).toEqual({ from: '3-0', fields: [{ name: 'a', value: '1' }, { name: 'a', value: '2' }, { name: '', value: '' }] })
})

test('the filter says that it searches only what is loaded', async () => {
  const page = await open(PRESENT, all(ROWS))
  await type(find<HTMLInputElement>(page, 'input[type=search]'), '__PROTO__')
  await act(() => vi.waitFor(() => expect(idsOf(page)).toEqual(['2-0'])))
  expect(page.textContent).toContain('Only the 3 loaded rows are searched.')
})

test('a jump that cannot be read says why', async () => {
  const page = await open(PRESENT, all(ROWS))
  await type(find<HTMLInputElement>(page, 'form input'), '25:00')
  await act(async () => find<HTMLFormElement>(page, 'form').requestSubmit())
  expect(page.textContent).toContain('There is no hour 25.')
})

test.each<[string, StreamReading, string]>([
  ['missing', { kind: 'missing', at: AT }, 'There is no such stream'],
  ['not a stream', { kind: 'not-a-stream', at: AT, type: 'hash' }, 'It holds a hash.'],
  ['not permitted', { kind: 'no-permission', at: AT, needs: '+xinfo' }, 'Needed: +xinfo.'],
  ['empty', { ...PRESENT, length: 0, tail: [] }, 'The stream is empty']
])('a stream that is %s has words and a next step', async (_what, reading, words) => {
  const page = await open(reading, all([]))
  expect(page.textContent).toContain(words)
  expect(page.querySelector('form')).toBeNull()
})

test('a read that failed says what to do, and is tried again on request', async () => {
  let calls = 0
  const page = await open(PRESENT, () => {
    calls += 1
    return calls === 1 ? Promise.reject(new Error('gone')) : all(ROWS)()
  })
  expect(page.textContent).toContain('The host did not answer.')
  const again = [...page.querySelectorAll('button')].find((button) => button.textContent === 'Read again')
  if (again === undefined) throw new Error('no way on')
  await click(again)
  expect(idsOf(page)).toEqual(['3-0', '2-0', '1-0'])
})
