import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { IntakeReceipt, IntakeSend } from '@shared/contract/labs'
import type { IntakeState } from '@shared/model/intake-state'
import type { LabState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { describeReceipt } from './describe-receipt'
import { formatCurl } from './format-curl'
import { IntakePanel } from './intake-panel'

afterEach(cleanUp)

const URL_SHOWN = 'http://127.0.0.1:4000/intake/token'
const INTAKE: IntakeState = { stream: 'sluice:lab:s', url: URL_SHOWN, sample: '{}', maxBytes: 65_536, lockMs: 120_000, counts: { accepted: 3, duplicate: 2, refused: 1, unknown: 0 } }
const LAB: LabState = { id: 'lab-1', name: 's', title: 'S', connection: 'sandbox', streams: ['sluice:lab:s'], groups: [], status: 'running' }

async function open(state: LabState | undefined, sendToIntake: (input: { lab: string; what: IntakeSend }) => Promise<IntakeReceipt>): Promise<HTMLElement> {
  const stable = createStableClient()
  // Only the procedure that this panel calls.
  stable.setLink({ client: { labs: { sendToIntake } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><IntakePanel state={state} /></HostContext>)
  return page
}
const button = (page: HTMLElement, name: string): HTMLElement => {
  const found = [...page.querySelectorAll('button')].find((candidate) => candidate.textContent === name)
  if (found === undefined) throw new Error(`there is no button ${name}`)
  return found
}

test('without a lab that runs there is no URL and no button', async () => {
  const page = await open(undefined, () => Promise.reject(new Error('nothing is sent')))
  expect(page.textContent).toContain('This lab does not run')
  expect(page.querySelectorAll('button')).toHaveLength(0)
})

test('shows the URL, a curl line and what was answered; there is nothing to send again before something was delivered', async () => {
  const sent: IntakeSend[] = []
  const page = await open({ ...LAB, intake: INTAKE }, ({ what }) => {
    sent.push(what)
    return Promise.resolve({ sent: 1, accepted: 1, duplicate: 0, refused: 0, unknown: 0, answer: { status: 200, body: '{"status":"accepted","id":"1-0"}\n' } })
  })
  expect(page.textContent).toContain(URL_SHOWN)
  expect([...page.querySelectorAll('tbody td:nth-child(2)')].map((cell) => cell.textContent)).toEqual(['3', '2', '1', '0'])
  const again = button(page, 'Send it again')
  expect(again.getAttribute('aria-disabled')).toBe('true')
  await click(again)
  expect(sent).toEqual([])
  await click(button(page, 'Send one'))
  await act(() => vi.waitFor(() => expect(page.textContent).toContain('Answered 200 {"status":"accepted","id":"1-0"}')))
  expect(sent).toEqual([{ kind: 'one' }])
})

test('a key that somebody sent is text, whatever it holds', async () => {
  const page = await open({ ...LAB, intake: { ...INTAKE, last: { key: 'slack-<img src=x>\u202e', source: 'slack', outcome: 'accepted', at: Date.now(), id: '1-0' }, lastRefusal: { status: 400, why: 'The envelope has no part named "\u202e".', at: Date.now() } } }, () => Promise.reject(new Error('nothing is sent')))
  expect(page.querySelector('img')).toBeNull()
  expect(page.textContent).toContain('slack-<img src=x>')
  expect(page.textContent).not.toContain('\u202e')
  expect(button(page, 'Send it again').getAttribute('aria-disabled')).toBeNull()
})

test('a burst is told in numbers, and the curl line is one that a shell takes', () => {
  expect(describeReceipt({ sent: 50, accepted: 40, duplicate: 10, refused: 0, unknown: 0, answer: { status: 200, body: '' } })).toBe('50 delivered: 40 accepted, 10 duplicate')
  expect(formatCurl('http://127.0.0.1:1/intake/t', '{"who":"O\'Neill"}')).toBe(String.raw`curl -sS -H 'Content-Type: application/json' -d '{"who":"O'\''Neill"}' http://127.0.0.1:1/intake/t`)
})
