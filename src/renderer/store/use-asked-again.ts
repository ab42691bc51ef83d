import { useEffect, useState } from 'react'
import { toFault } from './to-fault'

export type Asked<T> = { kind: 'asking' } | { kind: 'ready'; answer: T } | { kind: 'failed'; message: string; next: string }

const DEBOUNCE_MS = 200

/**
 * The host's answer to a question, asked a moment after it stops changing, and again while it is shown: others act meanwhile.
 * `question` is a text, so that an equal one made anew is not asked anew; undefined asks nothing. `ask` has to stay the same
 * function while it means the same. `againMs`: how long an answer is good for.
 */
export function useAskedAgain<T>(question: string | undefined, ask: (question: string) => Promise<T>, againMs: number): Asked<T> {
  const [latest, setLatest] = useState<{ of: string; asked: Asked<T> }>()
  useEffect(() => {
    if (question === undefined) return
    let left = false
    let due: ReturnType<typeof setTimeout>
    const askNow = async (): Promise<void> => {
      let asked: Asked<T>
      try {
        asked = { kind: 'ready', answer: await ask(question) }
      } catch (error) {
        const { message, next } = toFault(error)
        asked = { kind: 'failed', message, next }
      }
      if (left) return
      setLatest({ of: question, asked })
      due = setTimeout(() => void askNow(), againMs)
    }
    due = setTimeout(() => void askNow(), DEBOUNCE_MS)
    return () => {
      left = true
      clearTimeout(due)
    }
  }, [question, ask, againMs])
  return question !== undefined && latest?.of === question ? latest.asked : { kind: 'asking' }
}
