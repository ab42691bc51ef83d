import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connection, picture } from '@shared/alerts/testing/picture'
import type { Alert } from '@shared/model/alert'
import { HostContext } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render } from '../../ui/testing/render'
import { AlertBell } from './alert-bell'
import { AlertMark } from './alert-mark'

const GROUP = { connection: 'c', key: 's', group: 'g' }
const alert = (change: Partial<Alert>): Alert => ({ id: 'a', name: 'SluicePendingBacklog', subject: GROUP, state: 'firing', since: Date.now() - 61_000, firedAt: Date.now() - 1000, value: 1234, muted: false, ...change })

const asked: unknown[] = []
async function show(...alerts: Alert[]): Promise<HTMLElement> {
  const state = picture({ kind: 'alerts-changed', alerts })
  useWorkbenchStore.setState({ workbench: { ...state, connections: { c: { ...connection('lost'), label: 'Orders' } } } })
  const stable = createStableClient()
  const setMuted = (input: object): Promise<void> => {
    asked.push(input)
    return Promise.resolve()
  }
  stable.setLink({ client: { alerts: { setMuted } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><AlertBell /><AlertMark group={GROUP} /></HostContext>)
  return page
}
const bell = (page: HTMLElement): HTMLElement => find(page, 'button[aria-label^="Alerts"]')
const button = (words: string): HTMLElement => {
  const found = [...document.body.querySelectorAll('button')].find((each) => each.textContent === words)
  if (found === undefined) throw new Error(`no button ${words}`)
  return found
}

beforeEach(() => {
  asked.length = 0
  setView({ view: 'flow', stream: undefined, pendingGroup: undefined, selection: undefined })
})
afterEach(cleanUp)

describe('alerts', () => {
  test('A7: the bell counts what fires and is not muted, and its list says what, since when, the numbers and what to do', async () => {
    const page = await show(alert({}), alert({ id: 'b', name: 'SluiceBreakerOpen', muted: true, subject: { ...GROUP, handler: 'mail' } }), alert({ id: 'p', name: 'SluiceConsumerDead', state: 'pending', value: 2 }))
    expect(bell(page).getAttribute('aria-label')).toBe('Alerts: 1 fires')
    await click(bell(page))
    const items = [...document.body.querySelectorAll('li')].map((item) => item.textContent)
    expect(items).toHaveLength(3)
    expect(items[0]).toMatch(/Pending backlog1,234 entries are pending in g of s, more than 10\.Since \d\d:\d\d:\d\d, 1 min 01 s ago\.Consumers receive entries/)
    expect(items[1]).toMatch(/Consumer silent not yet2 consumers of g of s hold entries and are silent\..*It fires when it held for 1 min\./)
    expect(items[1]).not.toContain('Nothing was tried')
    expect(items[2]).toMatch(/Circuit open muted/)
    await click(button('Mute'))
    expect(asked).toEqual([{ alert: 'a', muted: true }])
  })

  test('each leads to where something can be done about it', async () => {
    await click(bell(await show(alert({}))))
    await click(button('Show its pending entries'))
    expect(useView.getState()).toMatchObject({ view: 'pending', stream: { connection: 'c', key: 's' }, pendingGroup: 'g', selection: { kind: 'group', group: 'g' } })
    expect(document.body.querySelectorAll('li')).toHaveLength(0)
  })

  test('dead letters lead to their stream, a lost connection to itself by its label', async () => {
    await click(bell(await show(alert({ name: 'SluiceDeadLetters', subject: { connection: 'c', key: 's:dlq' }, value: 1 }), alert({ id: 'c', name: 'SluiceScrapeFails', subject: { connection: 'c' }, value: 0 }))))
    expect(document.body.textContent).toContain('1 dead letter is in s:dlq.')
    expect(document.body.textContent).toContain('Orders is not ready.')
    await click(button('Show the dead letters'))
    expect(useView.getState()).toMatchObject({ view: 'dead-letters', stream: { key: 's:dlq' } })
  })

  test('M6: what is unknown now is said to be, with the number as one from before', async () => {
    await click(bell(await show(alert({ unknown: { since: Date.now(), why: 'its connection is lost' } }))))
    expect(document.body.textContent).toMatch(/Unknown since .*: its connection is lost\. The number is from before\./)
  })

  test('the lane of the group has a mark that says which, and no other group’s', async () => {
    const page = await show(alert({}), alert({ id: 'b', name: 'SluiceLagGrowing' }), alert({ id: 'o', subject: { ...GROUP, group: 'other' }, name: 'SluiceConsumerDead' }))
    expect(find(page, '[role=img]').getAttribute('aria-label')).toBe('Alert: pending backlog, lag grows')
    await act(async () => useWorkbenchStore.setState(({ workbench }) => ({ workbench: { ...workbench, alerts: [alert({ muted: true })] } })))
    expect(page.querySelector('[role=img]')).toBeNull()
    expect(bell(page).getAttribute('aria-label')).toBe('Alerts: none fires')
  })
})
