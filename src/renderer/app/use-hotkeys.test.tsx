import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { useCommandRegistry, type AppCommand } from '../store/command-registry'
import { useToasts } from '../store/notify'
import { cleanUp, render } from '../ui/testing/render'
import { useHotkeys } from './use-hotkeys'

function Keys() {
  useHotkeys()
  return <input />
}

const offer = (...commands: AppCommand[]): Promise<void> => act(async () => useCommandRegistry.setState({ commands }))
const press = (key: string, target: EventTarget = window): Promise<void> => act(async () => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
})

afterEach(async () => {
  await cleanUp()
  useCommandRegistry.setState({ commands: [] })
  useToasts.setState({ toasts: [] })
})

test('a sequence holds while commands are offered anew between its keys', async () => {
  const run = vi.fn()
  const command = (): AppCommand => ({ id: 'view.flow', title: 'Go to Flow', section: 'Views', keys: 'g f', run })
  await render(<Keys />)
  await offer(command())
  await press('g')
  await offer(command())
  await press('f')
  expect(run).toHaveBeenCalledTimes(1)
})

test('a sequence holds while a view brings keys of its own between them', async () => {
  const run = vi.fn()
  const command: AppCommand = { id: 'view.flow', title: 'Go to Flow', section: 'Views', keys: 'g f', run }
  await render(<Keys />)
  await offer(command)
  await press('g')
  await offer(command, { id: 'entries.jump', title: 'Go to an id', section: 'Entries', keys: 'j', run: () => undefined })
  await press('f')
  expect(run).toHaveBeenCalledTimes(1)
})

test('keys of a command that is offered no more do nothing', async () => {
  const run = vi.fn()
  await render(<Keys />)
  await offer({ id: 'a', title: 'A', section: 'S', keys: 'm', run })
  await offer()
  await offer({ id: 'a', title: 'A', section: 'S', keys: 'm', run })
  await press('m')
  expect(run).toHaveBeenCalledTimes(1)
})

test('keys typed into a field are text', async () => {
  const run = vi.fn()
  const { page } = await render(<Keys />)
  await offer({ id: 'a', title: 'A', section: 'S', keys: 'm', run })
  await press('m', page.querySelector('input') ?? window)
  expect(run).not.toHaveBeenCalled()
  await press('m')
  expect(run).toHaveBeenCalledTimes(1)
})

test('a command that would do nothing says why', async () => {
  await render(<Keys />)
  await offer({ id: 'a', title: 'Step', section: 'S', keys: '?', run: () => undefined, unavailable: () => 'Nothing is held.' })
  await press('?')
  expect(useToasts.getState().toasts.map(({ text }) => text)).toEqual(['Step: Nothing is held.'])
})
