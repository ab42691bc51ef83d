import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { LabState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { StopLabDialog } from './stop-lab-dialog'

afterEach(cleanUp)

const LAB: LabState = { id: 'lab-1', name: 'shop', title: 'Shop', connection: 'sandbox', streams: ['sluice:lab:shop', 'sluice:lab:dlq'], groups: [], status: 'running' }

async function open(lab: LabState): Promise<{ sent: unknown[] }> {
  const sent: unknown[] = []
  const stable = createStableClient()
  const stop = (input: unknown): Promise<{ kept: [] }> => {
    sent.push(input)
    return Promise.resolve({ kept: [] })
  }
  stable.setLink({ client: { labs: { stop } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  useWorkbenchStore.setState(({ workbench }) => ({ workbench: { ...workbench, labs: { [lab.id]: lab } } }))
  await render(<HostContext value={stable.client}><StopLabDialog lab={lab.id} /></HostContext>)
  return { sent }
}
const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role="dialog"]') ?? document.body
const all = (selector: string): HTMLElement[] => [...dialog().querySelectorAll<HTMLElement>(selector)]
async function press(text: string): Promise<void> {
  const found = all('button').find((button) => button.textContent === text)
  if (found === undefined) throw new Error(`there is no button ${text}`)
  await click(found)
}

test('a lab that made all of its keys is asked one thing', async () => {
  const { sent } = await open(LAB)
  expect(all('[role="switch"]')).toHaveLength(1)
  expect(dialog().textContent).toContain('sluice:lab:shop, sluice:lab:dlq, with its locks, guards and circuits. What another running lab uses stays.')
  const [own] = all('[role="switch"]')
  await click(own ?? document.body)
  await press('Stop and delete its keys')
  await act(() => vi.waitFor(() => expect(sent).toEqual([{ lab: 'lab-1', clean: true, withFound: false }])))
})

test('what was there before is named, stays, and goes only when that is said too', async () => {
  const { sent } = await open({ ...LAB, found: [{ key: 'sluice:lab:shop', entries: 12 }] })
  const [own, before] = all('[role="switch"]')
  expect(dialog().textContent).toContain('sluice:lab:dlq, with its locks')
  expect(dialog().textContent).toContain('Stays: sluice:lab:shop (12 entries).')
  expect(before?.getAttribute('aria-disabled')).toBe('true')
  await click(before ?? document.body)
  await click(own ?? document.body)
  expect(before?.getAttribute('aria-checked')).toBe('false')
  await click(before ?? document.body)
  await press('Stop and delete all of it')
  await act(() => vi.waitFor(() => expect(sent).toEqual([{ lab: 'lab-1', clean: true, withFound: true }])))
})
