import { act } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LifeLine } from '@shared/contract/streams'
import type { Entry } from '@shared/redis/entry'
import { HostContext } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render } from '../../ui/testing/render'
import { EntryInspector } from './entry-inspector'

const STREAM = { connection: 'sandbox', key: 'sluice:lab:orders' }
const AT = Date.now()
const ENTRY: Entry = { id: '5-0', fields: [{ name: '__proto__', value: '<img src=x onerror=alert(1)>', valueBytes: 28 }, { name: 'data', value: '{"n":12345678901234567890}', valueBytes: 26 }], fieldCount: 2, bytes: 67, cut: false }
const LIFE: LifeLine = {
  id: '5-0', entry: ENTRY, gone: false, at: AT,
  groups: [
    { group: 'seen', standing: 'settled', ackSeen: true },
    { group: 'unseen', standing: 'settled', ackSeen: false },
    { group: 'holding', standing: 'pending', ackSeen: false, pending: { id: '5-0', consumer: '', idle: 90_000, deliveries: 2 } },
    { group: 'behind', standing: 'undelivered', ackSeen: false }
  ],
  events: [
    { at: AT - 100, kind: 'added', worker: 'hand', evidence: 'seen' },
    { at: AT - 82, kind: 'acked', group: 'seen', consumer: 'wd-1', evidence: 'seen' },
    { at: AT - 50, kind: 'redelivered', group: 'holding', consumer: '', evidence: 'inferred' }
  ]
}

beforeEach(() => setView({ view: 'flow', draft: undefined, pendingGroup: undefined }))
afterEach(cleanUp)

async function open(life: () => Promise<LifeLine>): Promise<HTMLElement> {
  const stable = createStableClient()
  // Only the procedures that the inspector calls.
  stable.setLink({ client: { streams: { lifeLine: life } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><EntryInspector stream={STREAM} id="5-0" /></HostContext>)
  await act(() => vi.waitFor(() => expect(page.textContent).not.toContain('Reading its life line')))
  return page
}

test('I3, I4: each group has its exact standing, and an ack is only claimed when it was seen', async () => {
  const page = await open(() => Promise.resolve(LIFE))
  const standings = [...page.querySelectorAll('li')].slice(1).map((group) => `${group.querySelector('h4')?.textContent}: ${group.querySelector('strong')?.textContent}`)
  expect(standings).toEqual(['seen: settled: acknowledged', 'unseen: settled (not seen how)', 'holding: pending', 'behind: undelivered'])
  expect(page.textContent).toContain('acknowledged by wd-1')
  expect(page.textContent).toContain('+18 ms')
  expect(page.textContent).toContain('at (empty name) · delivered 2 times')
  expect(page.textContent).toContain('inferred')
})

test('R4, R5: hostile payloads are text, and digits stay', async () => {
  const page = await open(() => Promise.resolve(LIFE))
  expect(page.querySelector('img')).toBeNull()
  expect(page.textContent).toContain('<img src=x onerror=alert(1)>')
  expect(page.textContent).toContain('"n": 12345678901234567890')
})

test('R7: publish again carries the fields as they are', async () => {
  const page = await open(() => Promise.resolve(LIFE))
  await click(find([...page.querySelectorAll('button')].find((button) => button.textContent === 'Publish again…')?.parentElement ?? page, 'button:not([aria-label])'))
  expect([useView.getState().view, useView.getState().draft]).toEqual(['publish', { from: '5-0', fields: ENTRY.fields.map(({ name, value }) => ({ name, value })) }])
})

test('a pending row leads to Pending', async () => {
  const page = await open(() => Promise.resolve(LIFE))
  const button = [...page.querySelectorAll('button')].find((each) => each.textContent === 'Show in Pending')
  if (button === undefined) throw new Error('no way to Pending')
  await click(button)
  expect([useView.getState().view, useView.getState().pendingGroup]).toEqual(['pending', 'holding'])
})

test('a gone entry says so, and what is not known is not offered', async () => {
  const { entry: _gone, ...rest } = LIFE
  const page = await open(() => Promise.resolve({ ...rest, gone: true, groups: [{ group: 'g', standing: 'removed', ackSeen: false }] }))
  expect(page.textContent).toContain('The entry is gone.')
  expect(page.textContent).toContain('removed (not seen how)')
  expect(page.textContent).toContain('Its fields are not known any more.')
})

test('a failed read says what to do', async () => {
  const page = await open(() => Promise.reject(new Error('x')))
  expect(page.textContent).toContain('The host did not answer.')
})
