import { afterEach, beforeEach, expect, test } from 'vitest'
import { facts, picture, present, read } from '@shared/alerts/testing/picture'
import { HostContext } from '../../store/host'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { AddConsumerButton } from './add-consumer-button'

const STREAM = { connection: 'c', key: 'sluice:lab:s' }
const asked: [string, unknown][] = []

beforeEach(() => void asked.splice(0))
afterEach(cleanUp)

/** Opens the dialog for a group of a running lab, or of none. */
async function open(effect: boolean | undefined): Promise<void> {
  const state = picture(...read(STREAM.key, present([facts('g')])), ...(effect === undefined ? [] : [{ kind: 'lab-changed' as const, lab: {
    id: 'lab-1', name: 's', title: 'S', connection: 'c', streams: [STREAM.key], groups: [{ stream: STREAM.key, group: 'g', effect }], status: 'running' as const
  } }]))
  const [connection] = Object.values(state.connections)
  if (connection === undefined) throw new Error('no connection')
  useWorkbenchStore.setState({ workbench: { ...state, connections: { c: { ...connection, mode: { kind: 'lab' } } } } })
  const note = (what: string) => (input: object): Promise<void> => {
    asked.push([what, input])
    return Promise.resolve()
  }
  const stable = createStableClient()
  stable.setLink({ client: { labs: { addConsumer: note('like') }, workers: { addConsumer: note('plain') } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  const { page } = await render(<HostContext value={stable.client}><AddConsumerButton stream={STREAM} group="g" /></HostContext>)
  await press(page, 'Add consumer')
}

async function press(within: ParentNode, text: string): Promise<void> {
  const found = [...within.querySelectorAll<HTMLElement>('button')].find((each) => each.textContent === text)
  if (found === undefined) throw new Error(`no button ${text}`)
  await click(found)
}

test('of a lab: one like the others, unless a plain one is chosen, and then what that does to the verdict is said', async () => {
  await open(true)
  expect(document.body.textContent).not.toContain('COUNT')
  await press(document, 'Add')
  expect(asked).toEqual([['like', { lab: 'lab-1', stream: STREAM.key, group: 'g' }]])
  await cleanUp()
  await open(true)
  await press(document, 'A plain one')
  expect(document.body.textContent).toContain('the verdict of the lab turns bad with its first entry')
  await press(document, 'Add')
  expect(asked[1]).toMatchObject(['plain', { ...STREAM, group: 'g', start: true }])
})

test('where the group has no effect no verdict is threatened, and without a lab there is nothing to choose', async () => {
  await open(false)
  await press(document, 'A plain one')
  expect(document.body.textContent).not.toContain('verdict')
  await cleanUp()
  await open(undefined)
  expect(document.body.textContent).not.toContain('Like the others')
  await press(document, 'Add')
  expect(asked).toMatchObject([['plain', { group: 'g' }]])
})
