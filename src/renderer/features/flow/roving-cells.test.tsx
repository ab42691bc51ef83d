import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { cleanUp, render } from '../../ui/testing/render'
import { RovingCells } from './roving-cells'

afterEach(cleanUp)

const cells = (names: readonly string[]) => <RovingCells label="Cells">{names.map((name, index) => <button key={name} type="button" data-cell tabIndex={index === 0 ? 0 : -1}>{name}</button>)}</RovingCells>
const focused = (): string | null | undefined => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent

test('the focus stays when its cell goes: at the neighbour, and at the strip when there is none left', async () => {
  const { page, rerender } = await render(cells(['a', 'b', 'c']))
  await act(async () => page.querySelectorAll('button')[1]?.focus())
  await rerender(cells(['a', 'c']))
  expect(focused()).toBe('c')
  await rerender(cells(['a']))
  expect(focused()).toBe('a')
  await rerender(cells([]))
  expect(focused()).toBe('Cells')
  await rerender(cells(['d']))
  expect([focused(), page.querySelector('button')?.tabIndex]).toEqual(['Cells', 0])
})

test('a focus that a person took elsewhere is left there', async () => {
  const { page, rerender } = await render(cells(['a', 'b']))
  await act(async () => page.querySelectorAll('button')[0]?.focus())
  await act(async () => {
    page.querySelectorAll('button')[0]?.blur()
    await Promise.resolve()
  })
  await rerender(cells(['b']))
  expect(document.activeElement).toBe(document.body)
})
