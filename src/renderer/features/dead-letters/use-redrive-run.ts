import { ORPCError } from '@orpc/client'
import { useCallback, useRef, useState } from 'react'
import type { LetterToSend, RedriveOutcome } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { notify } from '../../store/notify'
import { toFault } from '../../store/to-fault'
import { describeRedrives, runRedrives, type RedriveRun } from './run-redrives'

/** A letter takes a millisecond or two, and drawing the list as long. */
const TELL_EVERY_MS = 100

export interface RedriveRunner {
  run: RedriveRun
  start: (letters: readonly LetterToSend[]) => Promise<void>
  /** Stops after the letter that is under way. */
  cancel: () => void
  dismiss: () => void
}

/** A host that did not answer may have sent it; its answer says whether it did (TRUST C2). */
function toOutcome(error: unknown): RedriveOutcome {
  const { code, message, next } = toFault(error)
  return { kind: !(error instanceof ORPCError) || code === 'internal' ? 'unknown' : 'failed', message, next }
}

/** Redrives letters of one stream, one run at a time, and tells how it went. */
export function useRedriveRun({ connection, key }: StreamRef, onFinished: () => void): RedriveRunner {
  const host = useHost()
  const [run, setRun] = useState<RedriveRun>({ kind: 'idle' })
  const stop = useRef<AbortController>(undefined)

  const start = useCallback(async (letters: readonly LetterToSend[]) => {
    const controller = new AbortController()
    stop.current = controller
    const total = letters.length
    let told = 0
    setRun({ kind: 'running', total, cancelling: false, results: [] })
    const { end, results } = await runRedrives(
      letters, (letter) => host.deadLetters.redrive({ connection, key, letter }), toOutcome, controller.signal,
      (reached) => {
        if (performance.now() - told < TELL_EVERY_MS) return
        told = performance.now()
        setRun({ kind: 'running', total, cancelling: controller.signal.aborted, results: reached })
      }
    )
    setRun({ kind: 'finished', total, end, results })
    notify(describeRedrives(end, results, total))
    onFinished()
  }, [host, connection, key, onFinished])

  const cancel = useCallback(() => {
    stop.current?.abort()
    setRun((before) => (before.kind === 'running' ? { ...before, cancelling: true } : before))
  }, [])

  return { run, start, cancel, dismiss: useCallback(() => setRun({ kind: 'idle' }), []) }
}
