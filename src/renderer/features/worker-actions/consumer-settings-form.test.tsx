import { useState, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import type { ConsumerSettings } from '@shared/model/worker-state'
import { cleanUp, render, type } from '../../ui/testing/render'
import { ConsumerSettingsForm, INITIAL_CONSUMER } from './consumer-settings-form'

afterEach(cleanUp)

let last: ConsumerSettings | undefined

function Form({ from }: { from: ConsumerSettings }): ReactNode {
  const [value, setValue] = useState(from)
  const change = (next: ConsumerSettings): void => {
    last = next
    setValue(next)
  }
  return <ConsumerSettingsForm value={value} onChange={change} />
}

function field(page: HTMLElement, label: string): HTMLInputElement {
  const id = [...page.querySelectorAll('label')].find((each) => each.textContent === label)?.htmlFor
  const input = id === undefined ? null : document.getElementById(id)
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`)
  return input
}

test('A4: the pause after an error is set, and taken back by emptying it', async () => {
  const { page } = await render(<Form from={INITIAL_CONSUMER} />)
  const pause = field(page, 'Waits after an error')
  expect(pause.value).toBe('')
  await type(pause, '5000')
  expect(last).toMatchObject({ errorPauseMs: 5000 })
  await type(pause, '600001')
  expect(last).toMatchObject({ errorPauseMs: null })
  expect(page.textContent).toContain('At most 600000.')
  await type(pause, '')
  expect(last).toMatchObject({ errorPauseMs: null })
})
