/** Who wants to hear of something, in the order in which they asked. */
export interface Listeners<A extends readonly unknown[]> {
  /** Returns the unsubscriber. */
  on: (listener: (...args: A) => void) => () => void
  tell: (...args: A) => void
  /** Nobody hears of anything any more. */
  clear: () => void
}

export function createListeners<A extends readonly unknown[]>(): Listeners<A> {
  const listeners = new Set<(...args: A) => void>()
  return {
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(...args) {
      for (const listener of listeners) listener(...args)
    },
    clear: () => listeners.clear()
  }
}
