import { useEffect, useRef, useState } from 'react'

/** A value that changes at most every `everyMs`, for an order that must not jump under the pointer. */
export function useCalm<T>(value: T, everyMs: number): T {
  const [calm, setCalm] = useState(value)
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  useEffect(() => {
    const timer = setInterval(() => setCalm(latest.current), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return calm
}
