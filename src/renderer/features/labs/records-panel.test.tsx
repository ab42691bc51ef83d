import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { consumer, facts, picture, present, read } from '@shared/alerts/testing/picture'
import type { DeliveryRow, EventRow } from '@shared/contract/labs'
import type { DeliveryStatus } from '@shared/model/delivery-record'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import type { LabState } from '@shared/model/worker-state'
import { toEntryId } from '@shared/redis/entry-id'
import { HostContext } from '../../store/host'
import { useWorkbenchStore } from '../../store/workbench-store'
import { useView } from '../../store/view-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render } from '../../ui/testing/render'
import { RecordsPanel } from './records-panel'
import { ROWS_A_PAGE, type RecordRange } from './use-record-page'

afterEach(async () => {
  await cleanUp()
  vi.useRealTimers()
  vi.restoreAllMocks()
  useWorkbenchStore.setState({ workbench: EMPTY_WORKBENCH })
  switched.length = 0
})

const STREAM = 'sluice:lab:s'
const LAB: LabState = { id: 'lab-1', name: 's', title: 'S', connection: 'sandbox', streams: [STREAM], groups: [{ stream: STREAM, group: 'g', effect: true, handler: { name: 'book', types: ['paid', 'sent'], inactive: ['sent'], effect: { kind: 'notify', key: 'order' } } }], status: 'running' }
const EVENT: EventRow = { lab: 'lab-1', stream: STREAM, id: toEntryId('1-0'), type: 'paid', source: 'checkout', correlationId: 'c-1', payload: '{"n":"1"}', createdAt: 1 }
const DELIVERY: DeliveryRow = { lab: 'lab-1', group: 'g', id: toEntryId('1-0'), handler: 'book', status: 'delivered', attempts: 1, deliveredAt: 5, unwanted: false, source: { kind: 'ledger' } }

interface Tables {
  events: EventRow[]
  deliveries: DeliveryRow[]
}
const EMPTY: Tables = { events: [], deliveries: [] }
const switched: unknown[] = []

/** The procedures of these tables, answering from rows as the ledger does. */
async function openPanel(state: LabState | undefined, tables: Tables): Promise<HTMLElement> {
  const page = <T extends { id: string }>(rows: T[], { before, limit }: RecordRange<{ id: string }>): Promise<T[]> => {
    const start = before === undefined ? 0 : rows.findIndex(({ id }) => id === before.id) + 1
    return Promise.resolve(rows.slice(start, start + limit))
  }
  const ledger = {
    events: (range: RecordRange<{ id: string }>) => page(tables.events, range),
    deliveries: ({ status, ...range }: RecordRange<{ id: string }> & { status?: DeliveryStatus }) => page(tables.deliveries.filter((row) => status === undefined || row.status === status), range)
  }
  const labs = { setSubscription: (input: unknown) => Promise.resolve(void switched.push(input)) }
  const stable = createStableClient()
  stable.setLink({ client: { ledger, labs } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const drawn = await render(<HostContext value={stable.client}><RecordsPanel state={state} /></HostContext>)
  return drawn.page
}

const button = (page: HTMLElement, name: string): HTMLElement => {
  const found = [...page.querySelectorAll('button')].find((candidate) => candidate.textContent === name)
  if (found === undefined) throw new Error(`there is no button ${name}`)
  return found
}
const press = (page: HTMLElement, name: string): Promise<void> => click(button(page, name))
const cells = (page: HTMLElement): string[][] => [...page.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))
const shows = (check: () => void): Promise<void> => act(() => vi.waitFor(check))

test('C5: events have their type, source, correlation id and payload; an id selects its entry', async () => {
  const page = await openPanel(LAB, { ...EMPTY, events: [EVENT, { ...EVENT, id: toEntryId('0-9'), type: '', payload: `<img src=x>\u202e${'x'.repeat(500)}` }] })
  await shows(() => expect(cells(page)).toHaveLength(2))
  expect(cells(page)[0]?.slice(1)).toEqual(['1-0', 'paid', 'checkout', 'c-1', 'not yet', '{"n":"1"}', STREAM])
  expect(cells(page)[1]?.[2]).toBe('none')
  const payload = cells(page)[1]?.at(-2) ?? ''
  expect(page.querySelector('img')).toBeNull()
  expect(payload).toMatch(/^<img src=x>\\u\{202e\}x+…$/)
  expect(payload.length).toBeLessThan(140)
  await press(page, '1-0')
  expect(useView.getState().selection).toEqual({ kind: 'entry', stream: { connection: 'sandbox', key: STREAM }, id: '1-0' })
})

test('C5: deliveries have attempts, last error and next retry, and are narrowed by status', async () => {
  const failed: DeliveryRow = { ...DELIVERY, id: toEntryId('2-0'), status: 'failed', attempts: 2, deliveredAt: undefined, lastError: 'book failed (simulated).', nextRetryAt: Date.now() + 60_500 }
  const page = await openPanel(LAB, { ...EMPTY, deliveries: [failed, DELIVERY] })
  await press(page, 'Deliveries')
  await shows(() => expect(cells(page)).toHaveLength(2))
  const [retried, delivered] = cells(page)
  expect(retried?.slice(0, 5)).toEqual(['2-0', 'g', 'book', 'failed', '2'])
  expect(retried?.[5]).toMatch(/^\d\d:\d\d:\d\d, in (1 min 00 s|59\.\d s)$/)
  expect(retried?.slice(6)).toEqual(['not delivered', 'ledger', 'book failed (simulated).'])
  expect(delivered?.[5]).toBe('none')
  expect(delivered?.slice(-2)).toEqual(['ledger', 'none'])
  expect([...page.querySelectorAll('tbody tr')].map((row) => row.getAttribute('data-tone'))).toEqual(['bad', null])
  await press(page, 'failed')
  await shows(() => expect(cells(page).map(([id]) => id)).toEqual(['2-0']))
  await press(page, 'dead')
  await shows(() => expect(page.textContent).toContain('No delivery is dead'))
})

test('C5: there is a page for each fifty rows, and the ends say so', async () => {
  const events = Array.from({ length: ROWS_A_PAGE + 3 }, (_, index) => ({ ...EVENT, id: toEntryId(`${1000 - index}-0`) }))
  const page = await openPanel(LAB, { ...EMPTY, events })
  await shows(() => expect(cells(page)).toHaveLength(ROWS_A_PAGE))
  expect(page.textContent).toContain('page 1')
  expect(button(page, 'Newer').getAttribute('aria-disabled')).toBe('true')
  await press(page, 'Older')
  await shows(() => expect(cells(page).map((row) => row[1])).toEqual(['950-0', '949-0', '948-0']))
  expect(page.textContent).toContain('page 2')
  expect(button(page, 'Older').getAttribute('aria-disabled')).toBe('true')
  await press(page, 'Newer')
  await shows(() => expect(cells(page)[0]?.[1]).toBe('1000-0'))
})

test('what comes meanwhile is shown within a second; a host that does not answer is told, beside what was answered last', async () => {
  vi.useFakeTimers()
  const tables: Tables = { ...EMPTY }
  const page = await openPanel(LAB, tables)
  const second = (): Promise<unknown> => act(() => vi.advanceTimersByTimeAsync(1000))
  await second()
  expect(page.textContent).toContain('No events yet')
  tables.events = [EVENT]
  await second()
  expect(cells(page)).toHaveLength(1)
  Object.defineProperty(tables, 'events', { get: () => { throw new Error('it is gone') } })
  await second()
  expect(page.textContent).toContain('The host did not answer. Wait until')
  expect(cells(page)).toHaveLength(1)
})

test('C5: what is pending or at work says who knows it; what has failed and is not wanted any more says so', async () => {
  useWorkbenchStore.setState({ workbench: picture(...read(STREAM, present([facts('g', { pending: 300 })])).map((event) => ('stream' in event ? { ...event, stream: { connection: 'sandbox', key: STREAM } } : event))) })
  const open: DeliveryRow = { ...DELIVERY, attempts: 0, deliveredAt: undefined }
  const page = await openPanel(LAB, {
    ...EMPTY,
    deliveries: [
      { ...open, id: toEntryId('9-0'), status: 'pending', source: { kind: 'server', at: 5, consumer: 'g-1', deliveries: 1 } }, { ...open, id: toEntryId('8-0'), status: 'processing', source: { kind: 'worker', consumer: 'g-2' } },
      { ...open, id: toEntryId('7-0'), status: 'failed', attempts: 1, unwanted: true }
    ]
  })
  await press(page, 'Deliveries')
  await shows(() => expect(cells(page).map((row) => row[3])).toEqual(['pending', 'processing', 'failed']))
  expect(cells(page).map((row) => row[7])).toEqual([expect.stringMatching(/^server, \d\d:\d\d:\d\d, with g-1$/), 'worker g-2', 'ledger'])
  expect(cells(page)[2]?.[5]).toBe('not wanted any more')
  expect(find(page, '[role=note]').textContent).toBe('More is pending than is shown. g has 300 pending, of which the 0 oldest are known one by one.')
})

test('C5: subscriptions say which handler wants which type, where its effect goes and how it is run, and are switched', async () => {
  useWorkbenchStore.setState({ workbench: picture({ kind: 'worker-changed', worker: consumer({ connection: 'sandbox', key: STREAM }) }) })
  const page = await openPanel(LAB, EMPTY)
  await press(page, 'Subscriptions')
  expect(cells(page).map((row) => row.slice(0, 4))).toEqual([['paid', 'book', 'g', 'ledger: notify by order'], ['sent', 'book', 'g', 'ledger: notify by order']])
  expect(cells(page)[0]?.at(-1)).toBe('no retry · no reclaim · no dead letters · no breaker · work 0 ms')
  expect(find(page, 'table').getAttribute('aria-label')).toBe('Subscriptions')
  const switches = [...page.querySelectorAll<HTMLElement>('[role=switch]')]
  expect(switches.map((each) => each.getAttribute('aria-checked'))).toEqual(['true', 'false'])
  for (const each of switches) await click(each)
  expect(switched).toEqual([{ lab: 'lab-1', stream: STREAM, group: 'g', type: 'paid', active: false }, { lab: 'lab-1', stream: STREAM, group: 'g', type: 'sent', active: true }])
})

test('nobody asks while the page is not seen, and who comes back asks at once', async () => {
  vi.useFakeTimers()
  const tables: Tables = { ...EMPTY }
  let hidden = false
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden)
  let asked = 0
  Object.defineProperty(tables, 'events', { get: () => ((asked += 1), []) })
  await openPanel(LAB, tables)
  await act(() => vi.advanceTimersByTimeAsync(2000))
  expect(asked).toBe(3)
  hidden = true
  await act(() => vi.advanceTimersByTimeAsync(5000))
  expect(asked).toBe(3)
  hidden = false
  await act(async () => void document.dispatchEvent(new Event('visibilitychange')))
  expect(asked).toBe(4)
})

test('what is empty says why: no lab, no effects in it, or nothing yet', async () => {
  expect((await openPanel(undefined, EMPTY)).textContent).toContain('This lab does not run')
  const without = await openPanel({ ...LAB, groups: [{ stream: STREAM, group: 'g', effect: false }] }, EMPTY)
  await shows(() => expect(without.textContent).toContain('None of its handlers has an effect'))
  const fresh = await openPanel(LAB, EMPTY)
  await shows(() => expect(fresh.textContent).toContain('No events yet'))
  expect(fresh.textContent).not.toContain('None of its handlers')
})
