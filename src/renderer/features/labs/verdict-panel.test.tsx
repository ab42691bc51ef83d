import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { picture, facts, present, read } from '@shared/alerts/testing/picture'
import { groupPolicies, type GroupPolicies } from '@shared/labs/lab-file'
import type { EffectRepeat, LabCheck, ShownEffects } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import { useView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { LiveRegion } from '../../ui/live-region'
import { cleanUp, click, find, render } from '../../ui/testing/render'
import { VerdictPanel } from './verdict-panel'

afterEach(cleanUp)

const KEY = 'sluice:lab:order_stream'
const lettersTo = (stream: string): GroupPolicies => groupPolicies.parse({ deadLetter: { afterDeliveries: 3, stream } })
const LAB: LabState = {
  id: 'lab-1', name: 's', title: 'S', connection: 'c', streams: [KEY, `${KEY}:dead`], status: 'running',
  groups: [{ stream: KEY, group: 'g', effect: true, policies: lettersTo('order_stream:dead') }, { stream: KEY, group: 'h', effect: false }]
}
const CHECK: LabCheck = { at: 0, since: 0, added: 812, pending: 3, differences: [], moved: [], unread: [] }

async function open(state: LabState, check: (input: { lab: string; shown: ShownEffects[] }) => Promise<LabCheck>, repeats: EffectRepeat[] = []): Promise<HTMLElement> {
  useWorkbenchStore.setState({ workbench: picture(...read(KEY, present([facts('g'), facts('h')]))) })
  const ledger = { count: () => Promise.resolve([{ lab: 'lab-1', group: 'g', once: 5, more: 1, effects: 7 }]), accounted: () => Promise.resolve([{ group: 'g', entries: 6 }]), repeats: () => Promise.resolve(repeats) }
  const stable = createStableClient()
  // Only the procedures that this panel calls.
  stable.setLink({ client: { ledger, labs: { check } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><VerdictPanel state={state} /><LiveRegion /></HostContext>)
  return page
}
const button = (page: HTMLElement, name: RegExp): HTMLElement => {
  const found = [...page.querySelectorAll('button')].find((candidate) => name.test(candidate.textContent))
  if (found === undefined) throw new Error(`there is no button ${name.source}`)
  return found
}
const shows = (check: () => void): Promise<void> => act(() => vi.waitFor(check))

test('"Check now" asks the host about what is shown, and its answer is a sentence that is also announced', async () => {
  const asked: unknown[] = []
  let answer: (check: LabCheck) => void = () => undefined
  const page = await open(LAB, (input) => new Promise((resolve) => {
    asked.push(input)
    answer = resolve
  }))
  await shows(() => expect(page.textContent).toContain('5 / 1'))
  await click(button(page, /^Check now$/))
  expect(button(page, /^Checking…$/).getAttribute('aria-disabled')).toBe('true')
  expect(asked).toEqual([{ lab: 'lab-1', shown: [{ group: 'g', once: 5, more: 1 }] }])
  await act(async () => answer(CHECK))
  const said = find(page, 'section[aria-label="Last check"]')
  expect(said.textContent).toMatch(/^✓ The picture agrees with the server: 812 added, 3 pending, read at \d\d:\d\d:\d\d\.000\.$/)
  await shows(() => expect(find(page, '[role="status"]').textContent).toBe(said.textContent?.slice(2)))
  await click(button(page, /^Check now$/))
  await act(async () => answer({ ...CHECK, differences: ['s: in g 1 entry is not pending any more'] }))
  expect(find(page, 'section[aria-label="Last check"] p').dataset['tone']).toBe('bad')
  expect(find(page, 'section[aria-label="Last check"] li').textContent).toBe('s: in g 1 entry is not pending any more')
})

test('dead letters are where the file of the lab has them, whatever they are called', async () => {
  const page = await open(LAB, () => Promise.resolve(CHECK))
  await click(button(page, /^Dead letters$/))
  expect(useView.getState()).toMatchObject({ view: 'dead-letters', stream: { connection: 'c', key: `${KEY}:dead` } })
  await cleanUp()
  const two = await open({ ...LAB, groups: [...LAB.groups, { stream: KEY, group: 'i', effect: false, policies: lettersTo('other') }] }, () => Promise.resolve(CHECK))
  expect([...two.querySelectorAll('button')].map(({ textContent }) => textContent).filter((text) => text.startsWith('Dead'))).toEqual(['Dead letters in order_stream:dead', 'Dead letters in other'])
  await cleanUp()
  const none = await open({ ...LAB, groups: [{ stream: KEY, group: 'g', effect: true }] }, () => Promise.resolve(CHECK))
  expect([...none.querySelectorAll('button')].some(({ textContent }) => textContent.startsWith('Dead'))).toBe(false)
})

test('TRUST I14 what happened again is counted by its cause', async () => {
  const repeat = (n: number, cause: EffectRepeat['cause']): EffectRepeat => ({ n, group: 'g', cause, text: '' })
  const page = await open(LAB, () => Promise.resolve(CHECK), [repeat(3, 'crash'), repeat(2, 'added-twice'), repeat(1, 'crash')])
  await shows(() => expect(find(page, 'section[aria-label="Effects that happened again"]').textContent).toContain('3 effects happened again. 2 delivered again after a crash between effect and ack, 1 two entries for one key.'))
})
