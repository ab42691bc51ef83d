import { act, useState, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { known, unknown } from '@shared/model/fact'
import { Button } from './button'
import { ErrorBoundary } from './error-boundary'
import { FactValue } from './fact-value'
import { announce, LiveRegion } from './live-region'
import { Name } from './name'
import { NumberField } from './number-field'
import { StateMark } from './state-mark'
import { TextField } from './text-field'
import { cleanUp, click, find, render, type } from './testing/render'
import { TooltipLayer } from './tooltip'

afterEach(cleanUp)

describe('Button', () => {
  test('with a reason it does nothing, stays focusable and is described by the reason', async () => {
    const onClick = vi.fn()
    const { page, rerender } = await render(<Button reason="It runs already." onClick={onClick}>Start</Button>)
    const button = find<HTMLButtonElement>(page, 'button')
    await click(button)
    expect([onClick.mock.calls.length, button.disabled, button.getAttribute('aria-disabled')]).toEqual([0, false, 'true'])
    expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe('It runs already.')
    await rerender(<Button onClick={onClick}>Start</Button>)
    await click(find(page, 'button'))
    expect(onClick).toHaveBeenCalledTimes(1)
  })

  test('a greyed submit button does not submit', async () => {
    const onSubmit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault())
    const { page } = await render(<form onSubmit={onSubmit}><Button type="submit" reason="Fill it in first.">Go</Button></form>)
    await click(find(page, 'button'))
    expect(onSubmit).not.toHaveBeenCalled()
  })
})

describe('NumberField', () => {
  function Held({ onChange }: { onChange: (value: number | undefined) => void }) {
    const [value, setValue] = useState<number | undefined>(5)
    return <NumberField label="Count" min={1} max={10} value={value} onChange={(next) => { setValue(next); onChange(next) }} />
  }

  test('passes on numbers within bounds only, and says what is wrong with others', async () => {
    const onChange = vi.fn()
    const { page } = await render(<Held onChange={onChange} />)
    const input = find<HTMLInputElement>(page, 'input')
    const errors: (string | null)[] = []
    for (const text of ['12', '1.5', 'many', '', '7']) {
      await type(input, text)
      errors.push(page.querySelector('p')?.textContent ?? null)
    }
    expect(errors).toEqual(['At most 10.', 'Enter a whole number.', 'This is not a number.', 'Enter a number.', null])
    expect(onChange.mock.calls).toEqual([[7]])
  })

  test('what was in force before is so again while a text is no number: not its first digits, and no form is sent', async () => {
    const onChange = vi.fn()
    const { page } = await render(<Held onChange={onChange} />)
    const input = find<HTMLInputElement>(page, 'input')
    for (const text of ['1', '1,']) await type(input, text)
    expect(onChange.mock.calls).toEqual([[1], [5]])
    expect(input.validationMessage).toBe('This is not a number.')
    await act(async () => {
      input.focus()
      input.blur()
    })
    expect([input.value, input.validationMessage]).toEqual(['5', ''])
  })

  test('who is told of a wrong text does without a number, and what was typed stays', async () => {
    const told = vi.fn()
    function Asked(): ReactNode {
      const [value, setValue] = useState<number | undefined>(5)
      told(value)
      return <NumberField label="Count" value={value} onChange={setValue} onWrong={() => setValue(undefined)} />
    }
    const { page } = await render(<Asked />)
    const input = find<HTMLInputElement>(page, 'input')
    for (const text of ['1', '1,']) await type(input, text)
    await act(async () => {
      input.focus()
      input.blur()
    })
    expect(told).toHaveBeenLastCalledWith(undefined)
    expect([input.value, page.querySelector('p')?.textContent]).toEqual(['1,', 'This is not a number.'])
    await type(input, '10')
    expect(told).toHaveBeenLastCalledWith(10)
  })
})

test('TextField wires label, hint and error to the input', async () => {
  const { page } = await render(<TextField label="Key" hint="Any bytes." error="Too long." value="" onChange={() => undefined} />)
  const input = find<HTMLInputElement>(page, 'input')
  const described = (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent)
  expect([find<HTMLLabelElement>(page, 'label').htmlFor, described, input.getAttribute('aria-invalid')]).toEqual([input.id, ['Too long.', 'Any bytes.'], 'true'])
})

describe('FactValue', () => {
  test('unknown is the word and its reason, never zero', async () => {
    const { page } = await render(<FactValue fact={unknown('the server answers nil')} format={String} />)
    expect([page.textContent, find(page, '[data-tip]').dataset['tip']]).toEqual(['unknown', 'Unknown: the server answers nil'])
  })

  test('an estimate says that it is one', async () => {
    const { page } = await render(<FactValue fact={known(7, 'estimate', 0)} format={String} />)
    expect(page.textContent).toBe('7 est.')
  })
})

test('Name draws hostile names as text, isolated and escaped', async () => {
  const { page } = await render(<><Name name={'<img src=x>\u202e'} /><Name name="" /></>)
  expect([page.querySelector('img'), find(page, 'bdi').textContent, page.textContent]).toEqual([null, '<img src=x>\\u{202e}', '<img src=x>\\u{202e}(empty name)'])
})

test('StateMark: a delivery count past two digits stays readable, and decoration is hidden from screen readers', async () => {
  const { page } = await render(<><StateMark state="redelivered" count={12} /><StateMark state="redelivered" count="18446744073709551615" label="redelivered" /></>)
  const [small, large] = Array.from(page.querySelectorAll('[data-state]'))
  expect([small?.textContent, small?.getAttribute('aria-hidden'), large?.textContent, large?.getAttribute('aria-label')]).toEqual(['12', 'true', '9+', 'redelivered'])
})

test('ErrorBoundary keeps the page and draws again on request', async () => {
  vi.spyOn(console, 'error').mockReturnValue(undefined)
  let broken = true
  const Fragile = () => {
    if (broken) throw new Error('no such cell')
    return <p>drawn</p>
  }
  const { page } = await render(<ErrorBoundary what="Flow"><Fragile /></ErrorBoundary>)
  expect(page.textContent).toContain('Flow could not be drawn')
  broken = false
  await click(find(page, 'button'))
  expect(page.textContent).toBe('drawn')
  vi.restoreAllMocks()
})

describe('with a clock of ours', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('WCAG 4.1.3: the live region says one sentence in four seconds, and of the rest only the newest', async () => {
    const { page } = await render(<LiveRegion />)
    const heard = (): string | null => find(page, '[aria-live]').textContent
    await act(async () => ['a crashed.', 'b crashed.', 'c crashed.'].forEach(announce))
    expect(heard()).toBe('a crashed.')
    await act(async () => vi.advanceTimersByTime(3_900))
    expect(heard()).toBe('a crashed.')
    await act(async () => vi.advanceTimersByTime(200))
    expect(heard()).toBe('c crashed.')
  })

  test('WCAG 1.4.13: a tooltip comes on hover, describes its target, and goes with Escape', async () => {
    const { page } = await render(<><span data-tip="seen">12</span><TooltipLayer /></>)
    const target = find(page, '[data-tip]')
    await act(async () => {
      target.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))
      vi.advanceTimersByTime(400)
    })
    expect(document.getElementById(target.getAttribute('aria-describedby') ?? '')?.textContent).toBe('seen')
    await act(async () => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
      vi.advanceTimersByTime(10)
    })
    expect([document.querySelector('[role=tooltip]'), target.hasAttribute('aria-describedby')]).toEqual([null, false])
  })
})
