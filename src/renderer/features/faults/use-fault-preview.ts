import { useEffect, useState } from 'react'
import type { DataFault, FaultPreview } from '@shared/contract/faults'
import type { StreamRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'

export type PreviewState = { kind: 'asking' } | { kind: 'ready'; preview: FaultPreview } | { kind: 'failed'; message: string; next: string }

const DEBOUNCE_MS = 200
/** Others add, read and ack: what it would take is asked again while it is shown. It costs the server a few pages. */
const AGAIN_MS = 3000

/** Asks the host what a fault would send and take, a moment after it stops changing. */
export function useFaultPreview(stream: StreamRef, fault: DataFault | undefined): PreviewState {
  const host = useHost()
  const [answer, setAnswer] = useState<{ of: string; state: PreviewState }>()
  const question = fault === undefined ? undefined : JSON.stringify({ connection: stream.connection, key: stream.key, fault })

  useEffect(() => {
    if (question === undefined) return
    let left = false
    let due: ReturnType<typeof setTimeout>
    const ask = async (): Promise<void> => {
      let state: PreviewState
      try {
        // Parsed from what was written a few lines above: the shape is known.
        state = { kind: 'ready', preview: await host.faults.preview(JSON.parse(question) as StreamRef & { fault: DataFault }) }
      } catch (error) {
        const { message, next } = toFault(error)
        state = { kind: 'failed', message, next }
      }
      if (left) return
      setAnswer({ of: question, state })
      due = setTimeout(() => void ask(), AGAIN_MS)
    }
    due = setTimeout(() => void ask(), DEBOUNCE_MS)
    return () => {
      left = true
      clearTimeout(due)
    }
  }, [host, question])

  return answer !== undefined && answer.of === question ? answer.state : { kind: 'asking' }
}
