import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import type { FaultPreview } from '@shared/contract/faults'
import type { Outcome } from '@shared/contract/primitives'
import { HostContext } from '../../store/host'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { DataFaultDialog } from './data-fault-dialog'
import { showFaultDialog, useFaultDialog } from './fault-dialog-store'

const STREAM = { connection: 'c1', key: 'orders' }
const PREVIEW: FaultPreview = {
  command: ['XGROUP', 'DELCONSUMER', 'orders', 'g', 'c'], effect: 'Deletes the consumer.', losses: [{ group: 'g', undelivered: 0, pending: 1234 }, { group: 'idle', undelivered: 0, pending: 0 }], atLeast: false
}

afterEach(cleanUp)

async function open(preview: FaultPreview, outcome: Outcome): Promise<{ sent: unknown[]; button: () => HTMLButtonElement; page: () => string }> {
  const sent: unknown[] = []
  const stable = createStableClient()
  const faults = {
    preview: () => Promise.resolve(preview),
    run: (input: unknown) => {
      sent.push(input)
      return Promise.resolve(outcome)
    }
  }
  // Only the procedures that this dialog calls.
  stable.setLink({ client: { faults } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  showFaultDialog({ kind: 'delete-consumer', group: { ...STREAM, group: 'g' }, consumer: 'c' })
  await render(<HostContext value={stable.client}><DataFaultDialog stream={STREAM} title="t" description="d" confirm="Delete it" fault={{ kind: 'delete-consumer', group: 'g', consumer: 'c' }} /></HostContext>)
  const page = (): string => document.body.textContent ?? ''
  await vi.waitFor(async () => {
    // The answer comes between two of these.
    await act(async () => undefined)
    expect(page()).toContain('XGROUP DELCONSUMER orders g c')
  })
  const button = (): HTMLButtonElement => {
    const found = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Delete it')
    if (found === undefined) throw new Error('no button')
    return found
  }
  return { sent, button, page }
}

test('G8: the command and what each group loses stand there before it is sent, once', async () => {
  const { sent, button, page } = await open(PREVIEW, { kind: 'ok', command: PREVIEW.command, reply: '1234' })
  expect(page()).toContain('1,234')
  expect(find(document, '[aria-label="What each group loses"]').textContent).not.toContain('idle')
  await click(button())
  expect(sent).toEqual([{ ...STREAM, fault: { kind: 'delete-consumer', group: 'g', consumer: 'c' } }])
  expect(useFaultDialog.getState().dialog).toBeUndefined()
})

test('G9: where its name has to be typed nothing is sent before it is', async () => {
  const { sent, button } = await open({ ...PREVIEW, typedName: 'c' }, { kind: 'ok', command: PREVIEW.command, reply: '0' })
  await click(button())
  expect(sent).toEqual([])
  await type(find<HTMLInputElement>(document, 'input'), 'c')
  await click(button())
  expect(sent).toEqual([{ ...STREAM, fault: { kind: 'delete-consumer', group: 'g', consumer: 'c' }, typedName: 'c' }])
})

test('what is refused stays refused, with the reason', async () => {
  const { sent, button, page } = await open({ ...PREVIEW, refusal: 'This connection is not armed.' }, { kind: 'ok', command: [], reply: '' })
  expect(button().getAttribute('aria-disabled')).toBe('true')
  await click(button())
  expect([sent.length, page().includes('This connection is not armed.')]).toEqual([0, true])
})

test('an unknown outcome is told as one, and is not sent again', async () => {
  const { sent, button, page } = await open(PREVIEW, { kind: 'unknown', command: PREVIEW.command, message: 'No answer came.', next: 'Look at the stream first.' })
  await click(button())
  expect([sent.length, page().includes('No answer came.'), page().includes('Look at the stream first.')]).toEqual([1, true, true])
  expect(useFaultDialog.getState().dialog).toBeDefined()
})
