import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import type { ProducerTrim } from '@shared/model/worker-state'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { TrimField } from './trim-field'

afterEach(cleanUp)

let last: ProducerTrim | undefined

function Field({ from, onLabGround = false }: { from: ProducerTrim; onLabGround?: boolean }): React.ReactNode {
  const [value, setValue] = useState(from)
  const change = (next: ProducerTrim): void => {
    last = next
    setValue(next)
  }
  return <TrimField value={value} onChange={change} onLabGround={onLabGround} />
}

const choose = (page: HTMLElement, label: string): Promise<void> => {
  const found = [...page.querySelectorAll<HTMLElement>('[role=radio]')].find((each) => each.textContent === label)
  if (found === undefined) throw new Error(`no ${label}`)
  return click(found)
}

test('A3: what is in force is shown and changed: so many or by age, about or exactly', async () => {
  const { page } = await render(<Field from={{ maxLen: 10_000, exact: false }} />)
  expect(find<HTMLInputElement>(page, 'input').value).toBe('10000')
  expect(page.textContent).toContain('MAXLEN ~ with each XADD.')
  await type(find(page, 'input'), '500')
  await choose(page, 'Exactly (=)')
  expect(last).toEqual({ maxLen: 500, exact: true })
  expect(page.textContent).toContain('MAXLEN = with each XADD.')
  await choose(page, 'By age')
  await type(find(page, 'input'), '90')
  expect(last).toEqual({ keepMs: 90_000, exact: true })
  await choose(page, 'Never')
  expect(last).toBe('never')
})

test('a stream of a lab never grows without end: that is not offered (TRUST G14)', async () => {
  const { page } = await render(<Field from={{ keepMs: 1000, exact: false }} onLabGround />)
  expect([...page.querySelectorAll('[role=radio]')].map((each) => each.textContent)).toEqual(['To so many', 'By age', 'About (~)', 'Exactly (=)'])
})
