import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

declare global {
  // React asks for it by this name before it lets `act` run.
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

export interface Rendered {
  page: HTMLElement
  rerender: (node: ReactNode) => Promise<void>
}

const drawn: (() => void)[] = []

/** Draws into a fresh element of the test's page. */
export async function render(node: ReactNode): Promise<Rendered> {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  const page = document.createElement('div')
  document.body.append(page)
  const root = createRoot(page)
  const draw = (next: ReactNode): Promise<void> => act(async () => root.render(next))
  drawn.push(() => root.unmount())
  await draw(node)
  return { page, rerender: draw }
}

/** Takes everything off the page again. For afterEach. */
export async function cleanUp(): Promise<void> {
  await act(async () => drawn.splice(0).forEach((unmount) => unmount()))
  document.body.replaceChildren()
}

/** The one element that matches; throws when there is none. */
export function find<E extends Element = HTMLElement>(page: ParentNode, selector: string): E {
  const found = page.querySelector<E>(selector)
  if (found === null) throw new Error(`nothing matches ${selector}`)
  return found
}

export const click = (element: HTMLElement): Promise<void> => act(async () => element.click())

/** Types as a person does, in one go: React listens for input events and reads the value through the prototype's setter. */
export const type = (input: HTMLInputElement, text: string): Promise<void> => act(async () => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
  input.dispatchEvent(new Event('input', { bubbles: true }))
})
