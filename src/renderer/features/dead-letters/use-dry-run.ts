import { useEffect, useState } from 'react'
import { LETTERS_PER_CALL, type LetterToSend, type RedrivePreview } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'

/** What redriving would do, as far as the server has been asked. */
export interface DryRun {
  previews: readonly RedrivePreview[]
  asking: boolean
  problem: string | undefined
}

/** Asks what each of the letters would send or why it would not go, in batches. Keep `letters` the same object. */
export function useDryRun({ connection, key }: StreamRef, letters: readonly LetterToSend[]): DryRun {
  const host = useHost()
  const [run, setRun] = useState<DryRun>({ previews: [], asking: true, problem: undefined })
  useEffect(() => {
    let left = false
    const ask = async (): Promise<void> => {
      let previews: readonly RedrivePreview[] = []
      try {
        for (let at = 0; at < letters.length && !left; at += LETTERS_PER_CALL) {
          const answered = await host.deadLetters.preview({ connection, key, letters: letters.slice(at, at + LETTERS_PER_CALL) })
          previews = [...previews, ...answered]
          if (!left) setRun({ previews, asking: previews.length < letters.length, problem: undefined })
        }
      } catch (error) {
        const { message, next } = toFault(error)
        if (!left) setRun({ previews, asking: false, problem: `${message} ${next}` })
      }
    }
    void ask()
    return () => { left = true }
  }, [host, connection, key, letters])
  return run
}
