import { useEffect, useState } from 'react'
import { attemptQuietly } from '../../store/attempt'

export interface Polled<T> {
  /** The last that was answered; undefined before the first answer. */
  answer: T | undefined
  /** Why the newest call was not answered, and what to do. */
  problem: string | undefined
}

const EVERY_MS = 1000

/** What a call answers, asked again each second while it is looked at, one call at a time. Another `ask` starts with nothing known. */
export function usePolled<T>(ask: () => Promise<T>): Polled<T> {
  const [polled, setPolled] = useState<Polled<T> & { of: () => Promise<T> }>()
  useEffect(() => {
    let current = true
    let asking = false
    const run = async (): Promise<void> => {
      // In a window that is covered, or a tab behind another, nobody looks; who comes back asks at once.
      if (asking || document.hidden) return
      asking = true
      const fault = await attemptQuietly(async () => {
        const answer = await ask()
        if (current) setPolled({ of: ask, answer, problem: undefined })
      })
      asking = false
      if (fault !== undefined && current) setPolled((before) => ({ of: ask, answer: before?.of === ask ? before.answer : undefined, problem: `${fault.message} ${fault.next}` }))
    }
    const look = (): void => void run()
    look()
    const timer = setInterval(look, EVERY_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      current = false
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ask])
  return polled?.of === ask ? polled : { answer: undefined, problem: undefined }
}
