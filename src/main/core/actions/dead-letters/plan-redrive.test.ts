import { expect, it } from 'vitest'
import { planRedrive, type Redrive } from './plan-redrive'

const bytes = (text: string): Buffer => Buffer.from(text)
const redrive = { stream: 's:dlq', to: 's', edited: undefined, by: 'hand', letter: { id: '1-0', own: [bytes('f'), bytes('v')], origin: { stream: 's' } } } as unknown as Redrive

/** What the server says of a stream with this last id, at 1700000000.000. */
function plan(last: string): string | undefined {
  const info = Object.entries({ length: '1', 'radix-tree-keys': '1', 'radix-tree-nodes': '2', 'last-generated-id': last, groups: '0' }).flatMap(([name, value]) => [bytes(name), name === 'last-generated-id' ? bytes(value) : value])
  const found = planRedrive(redrive, [[null], bytes('stream'), info, bytes('none'), [bytes('1700000000'), bytes('0')]])
  return found.kind === 'send' ? found.mark.id : found.kind === 'refused' ? found.why : found.kind
}

it('the id of what is redriven is above the last of its stream, however large that is', () => {
  expect(plan('5-0')).toBe('1700000000000-0')
  expect(plan('1700000000000-7')).toBe('1700000000000-8')
  // Nanoseconds, and what no clock will ever say.
  expect(plan('1700000000000000000-0')).toBe('1700000000000000000-1')
  expect(plan('18446744073709551615-18446744073709551615')).toBe('No id is free on s.')
})
