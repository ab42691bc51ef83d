import { useCallback, useSyncExternalStore } from 'react'

interface Ticker {
  now: number
  listeners: Set<() => void>
  timer: ReturnType<typeof setInterval> | undefined
}

const tickers = new Map<number, Ticker>()

function tickerOf(everyMs: number): Ticker {
  const found = tickers.get(everyMs)
  if (found !== undefined) return found
  const created: Ticker = { now: Date.now(), listeners: new Set(), timer: undefined }
  tickers.set(everyMs, created)
  return created
}

function subscribe(everyMs: number, listener: () => void): () => void {
  const ticker = tickerOf(everyMs)
  ticker.listeners.add(listener)
  ticker.timer ??= setInterval(() => {
    ticker.now = Date.now()
    for (const each of ticker.listeners) each()
  }, everyMs)
  return () => {
    ticker.listeners.delete(listener)
    if (ticker.listeners.size > 0) return
    clearInterval(ticker.timer)
    ticker.timer = undefined
  }
}

/** The wall clock in milliseconds, renewed every `everyMs`. All callers with one period share one timer and one value. */
export function useNow(everyMs: number): number {
  return useSyncExternalStore(
    useCallback((listener: () => void) => subscribe(everyMs, listener), [everyMs]),
    () => {
      const ticker = tickerOf(everyMs)
      // While nobody listens the ticker stands: a first reader must not see the time of the last one.
      if (ticker.timer === undefined && Date.now() - ticker.now >= everyMs) ticker.now = Date.now()
      return ticker.now
    }
  )
}
