import { useSyncExternalStore, type ReactNode } from 'react'

/** At most one sentence per this time: more would never be heard to its end (WCAG 4.1.3 asks for results, not for noise). */
const EVERY_MS = 4000

let said = ''
let waiting: string | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function say(sentence: string): void {
  said = sentence
  for (const listener of listeners) listener()
  timer = setTimeout(() => {
    timer = undefined
    const next = waiting
    waiting = undefined
    if (next !== undefined) say(next)
  }, EVERY_MS)
}

/** Tells screen readers a sentence, politely. While one is being said only the newest of the rest is kept. */
export function announce(sentence: string): void {
  if (timer === undefined) say(sentence)
  else waiting = sentence
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The one live region of the page. */
export function LiveRegion(): ReactNode {
  const sentence = useSyncExternalStore(subscribe, () => said)
  return <div role="status" aria-live="polite" aria-atomic="true" className="visually-hidden">{sentence}</div>
}
