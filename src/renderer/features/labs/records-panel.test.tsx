import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { DeliveryRow, DeliveryStatus, EventRow, SubscriptionRow } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { toEntryId } from '@shared/redis/entry-id'
import { HostContext } from '../../store/host'
import { useView } from '../../store/view-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render } from '../../ui/testing/render'
import { RecordsPanel } from './records-panel'
import { ROWS_A_PAGE, type RecordRange } from './use-record-page'

afterEach(async () => {
  await cleanUp()
  vi.useRealTimers()
})

const STREAM = 'sluice:lab:s'
const LAB: LabState = { id: 'lab-1', name: 's', title: 'S', connection: 'sandbox', streams: [STREAM], groups: [{ stream: STREAM, group: 'g', effect: true }], status: 'running' }
const EVENT: EventRow = { lab: 'lab-1', stream: STREAM, id: toEntryId('1-0'), type: 'paid', source: 'checkout', correlationId: 'c-1', payload: '{"n":"1"}', createdAt: 1 }
const DELIVERY: DeliveryRow = { lab: 'lab-1', group: 'g', id: toEntryId('1-0'), handler: 'book', status: 'delivered', attempts: 1, deliveredAt: 5 }

interface Tables {
  events: EventRow[]
  deliveries: DeliveryRow[]
  subscriptions: SubscriptionRow[]
}
const EMPTY: Tables = { events: [], deliveries: [], subscriptions: [] }

/** The three procedures of these tables, answering from rows as the ledger does. */
async function open(state: LabState | undefined, tables: Tables): Promise<HTMLElement> {
  const page = <T,>(rows: T[], { offset, limit }: RecordRange): Promise<T[]> => Promise.resolve(rows.slice(offset, offset + limit))
  const ledger = {
    events: (range: RecordRange) => page(tables.events, range),
    deliveries: ({ status, ...range }: RecordRange & { status?: DeliveryStatus }) => page(tables.deliveries.filter((row) => status === undefined || row.status === status), range),
    subscriptions: () => Promise.resolve(tables.subscriptions)
  }
  const stable = createStableClient()
  stable.setLink({ client: { ledger } as unknown as Client, onClosed: () => undefined, close: () => undefined })
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
  const page = await open(LAB, { ...EMPTY, events: [EVENT, { ...EVENT, id: toEntryId('0-9'), type: '', payload: `<img src=x>\u202e${'x'.repeat(500)}` }] })
  await shows(() => expect(cells(page)).toHaveLength(2))
  expect(cells(page)[0]?.slice(1)).toEqual(['1-0', STREAM, 'paid', 'checkout', 'c-1', 'not yet', '{"n":"1"}'])
  expect(cells(page)[1]?.[3]).toBe('none')
  const payload = cells(page)[1]?.at(-1) ?? ''
  expect(page.querySelector('img')).toBeNull()
  expect(payload).toMatch(/^<img src=x>\\u\{202e\}x+…$/)
  expect(payload.length).toBeLessThan(140)
  await press(page, '1-0')
  expect(useView.getState().selection).toEqual({ kind: 'entry', stream: { connection: 'sandbox', key: STREAM }, id: '1-0' })
})

test('C5: deliveries have attempts, last error and next retry, and are narrowed by status', async () => {
  const failed: DeliveryRow = { lab: 'lab-1', group: 'g', id: toEntryId('2-0'), handler: 'book', status: 'failed', attempts: 2, lastError: 'book failed (simulated).', nextRetryAt: Date.now() + 60_500 }
  const page = await open(LAB, { ...EMPTY, deliveries: [failed, DELIVERY] })
  await press(page, 'Deliveries')
  await shows(() => expect(cells(page)).toHaveLength(2))
  const [retried, delivered] = cells(page)
  expect(retried?.slice(0, 5)).toEqual(['2-0', 'g', 'book', 'failed', '2'])
  expect(retried?.[5]).toMatch(/^\d\d:\d\d:\d\d, in (1 min 00 s|59\.\d s)$/)
  expect(retried?.slice(6)).toEqual(['not delivered', 'book failed (simulated).'])
  expect(delivered?.[5]).toBe('none')
  expect(delivered?.at(-1)).toBe('none')
  expect([...page.querySelectorAll('tbody tr')].map((row) => row.getAttribute('data-tone'))).toEqual(['bad', null])
  await press(page, 'failed')
  await shows(() => expect(cells(page).map(([id]) => id)).toEqual(['2-0']))
  await press(page, 'dead')
  await shows(() => expect(page.textContent).toContain('No delivery is dead'))
})

test('C5: there is a page for each fifty rows, and the ends say so', async () => {
  const events = Array.from({ length: ROWS_A_PAGE + 3 }, (_, index) => ({ ...EVENT, id: toEntryId(`${1000 - index}-0`) }))
  const page = await open(LAB, { ...EMPTY, events })
  await shows(() => expect(cells(page)).toHaveLength(ROWS_A_PAGE))
  expect(page.textContent).toContain('rows 1 to 50')
  expect(button(page, 'Newer').getAttribute('aria-disabled')).toBe('true')
  await press(page, 'Older')
  await shows(() => expect(cells(page).map((row) => row[1])).toEqual(['950-0', '949-0', '948-0']))
  expect(page.textContent).toContain('rows 51 to 53')
  expect(button(page, 'Older').getAttribute('aria-disabled')).toBe('true')
  await press(page, 'Newer')
  await shows(() => expect(cells(page)[0]?.[1]).toBe('1000-0'))
})

test('what comes meanwhile is shown within a second; a host that does not answer is told, beside what was answered last', async () => {
  vi.useFakeTimers()
  const tables: Tables = { ...EMPTY }
  const page = await open(LAB, tables)
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

test('C5: subscriptions say which handler wants which type', async () => {
  const page = await open(LAB, { ...EMPTY, subscriptions: [{ lab: 'lab-1', type: '*', handler: 'book', group: 'g', active: true }] })
  await press(page, 'Subscriptions')
  await shows(() => expect(cells(page)).toEqual([['*', 'book', 'g', 'active']]))
  expect(find(page, 'table').getAttribute('aria-label')).toBe('Subscriptions')
})

test('what is empty says why: no lab, no effects in it, or nothing yet', async () => {
  expect((await open(undefined, EMPTY)).textContent).toContain('This lab does not run')
  const without = await open({ ...LAB, groups: [{ stream: STREAM, group: 'g', effect: false }] }, EMPTY)
  await shows(() => expect(without.textContent).toContain('None of its handlers has an effect'))
  const fresh = await open(LAB, EMPTY)
  await shows(() => expect(fresh.textContent).toContain('No events yet'))
  expect(fresh.textContent).not.toContain('None of its handlers')
})
