import { useCallback, useLayoutEffect, useRef } from 'react'

/** A function that stays the same object and always runs the newest `callback`. For effects and listeners, not for rendering. */
export function useStableCallback<Args extends unknown[], Result>(callback: (...args: Args) => Result): (...args: Args) => Result {
  const newest = useRef(callback)
  useLayoutEffect(() => {
    newest.current = callback
  })
  return useCallback((...args: Args) => newest.current(...args), [])
}
