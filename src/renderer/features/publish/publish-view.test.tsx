import { ORPCError } from '@orpc/client'
import { act } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PublishRequest } from '@shared/contract/streams'
import type { ConnectionState, WriteMode } from '@shared/model/connection-state'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import { HostContext } from '../../store/host'
import { setView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { EMPTY_FORM } from './publish-form'
import { usePublish } from './publish-store'
import { PublishView } from './publish-view'

const STREAM = { connection: 'orders-db', key: 'orders' }

function connect(mode: WriteMode): void {
  const connection: ConnectionState = {
    id: 'orders-db', label: 'Orders', address: 'redis://127.0.0.1', kind: 'remote', environment: 'production', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 }, mode, labsAllowed: false, epoch: 0
  }
  useWorkbenchStore.setState({ workbench: reduceWorkbench(EMPTY_WORKBENCH, { seq: 1, at: 0, event: { kind: 'connection-changed', connection } }) })
}

beforeEach(() => {
  usePublish.setState({ form: { ...EMPTY_FORM, mode: 'fields', rows: [{ key: 0, name: 'type', value: 'order.created', escaped: false }] }, replaced: undefined, from: undefined, notes: [], history: [] })
  setView({ view: 'publish', stream: STREAM, draft: undefined })
})
afterEach(cleanUp)

async function open(mode: WriteMode, publish: (request: PublishRequest) => Promise<unknown>): Promise<{ page: HTMLElement; sent: PublishRequest[]; press: (name: string) => Promise<void> }> {
  connect(mode)
  const sent: PublishRequest[] = []
  const streams = {
    publish: (request: PublishRequest) => {
      sent.push(request)
      return publish(request)
    }
  }
  const stable = createStableClient()
  // Only the procedures that this view calls.
  stable.setLink({ client: { streams } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><PublishView /></HostContext>)
  const press = async (name: string): Promise<void> => {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent === name)
    if (button === undefined) throw new Error(`no button ${name}`)
    await click(button)
  }
  return { page, sent, press }
}

const ARMED: WriteMode = { kind: 'armed', until: Date.now() + 900_000 }

test('G1: what is only observed cannot be published to, and the reason stands under the button', async () => {
  const { page, sent, press } = await open({ kind: 'observe' }, () => Promise.reject(new Error('never')))
  await press('Publish')
  expect([sent.length, page.textContent?.includes('arm writes in the connection menu')]).toEqual([0, true])
})

test('the command shown is the one that is sent, once, and the id answered is shown', async () => {
  const { page, sent, press } = await open(ARMED, () => Promise.resolve({ kind: 'ok', command: [], reply: '7-0', id: '7-0' }))
  expect(page.textContent).toContain('XADD orders NOMKSTREAM * type order.created')
  await press('Publish')
  expect(sent).toEqual([{ ...STREAM, fields: [{ name: 'type', value: 'order.created' }], id: '*', createStream: false, confirmLarge: false }])
  expect(page.textContent).toContain('Published as 7-0.')
})

test('Ctrl+Enter publishes', async () => {
  const { sent } = await open(ARMED, () => Promise.resolve({ kind: 'ok', command: [], reply: '7-0', id: '7-0' }))
  await act(async () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true })))
  expect(sent).toHaveLength(1)
})

test('C2: a refusal is failed, with the server’s words and the next step', async () => {
  const { page, press } = await open(ARMED, () => Promise.resolve({ kind: 'failed', command: [], message: 'WRONGTYPE Operation against a key', next: 'Choose another key.' }))
  await press('Publish')
  expect(page.textContent).toContain('WRONGTYPE Operation against a key')
  expect(page.textContent).toContain('Choose another key.')
})

test('C2: an answer that never came is unknown, and nothing is sent again', async () => {
  const lost = (): Promise<never> => Promise.reject(new ORPCError('FAULT', { status: 422, message: 'lost', data: { code: 'outcome-unknown', message: 'The link broke.', next: 'x' } }))
  const { page, sent, press } = await open(ARMED, lost)
  await press('Publish')
  await act(() => vi.waitFor(() => expect(page.textContent).toContain('Not known whether it was added.')))
  expect([sent.length, page.textContent?.includes('Look for it in Entries')]).toEqual([1, true])
})

test('F24: over 1 MB is confirmed first', async () => {
  const { sent, press } = await open(ARMED, () => Promise.resolve({ kind: 'ok', command: [], reply: '7-0', id: '7-0' }))
  await act(async () => usePublish.setState(({ form }) => ({ form: { ...form, rows: [{ key: 0, name: 'v', value: 'x'.repeat(1_200_000), escaped: false }] } })))
  await press('Publish')
  expect(sent).toHaveLength(0)
  await press('Publish 1.1 MiB')
  expect(sent.map((request) => request.confirmLarge)).toEqual([true])
})

test('a draft fills the form once and can be undone', async () => {
  setView({ draft: { fields: [{ name: 'a', value: '\udcff' }, { name: 'a', value: '2' }], from: '9-0' } })
  const { page, press } = await open(ARMED, () => Promise.reject(new Error('never')))
  expect(page.textContent).toContain('Filled from 9-0')
  expect(page.textContent).toContain('XADD orders NOMKSTREAM * a "\\xff" a 2')
  await press('Undo fill')
  expect(page.textContent).toContain('type order.created')
})
