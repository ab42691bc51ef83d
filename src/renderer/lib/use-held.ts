import { useState } from 'react'
import { useNow } from './use-now'

/** A value renewed at most every `everyMs`, for parts that cost more to draw than their newest digit is worth. The first defined one is taken at once. */
export function useHeld<T>(value: T, everyMs: number): T {
  const tick = useNow(everyMs)
  const [held, setHeld] = useState({ tick, value })
  if (held.value !== value && (held.tick !== tick || held.value === undefined)) {
    setHeld({ tick, value })
    return value
  }
  return held.value
}
