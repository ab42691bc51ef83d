import { useCallback } from 'react'
import type { DataFault, FaultPreview } from '@shared/contract/faults'
import type { StreamRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { useAskedAgain } from '../../store/use-asked-again'

export type PreviewState = { kind: 'asking' } | { kind: 'ready'; preview: FaultPreview } | { kind: 'failed'; message: string; next: string }

/** Others add, read and ack meanwhile. Asking costs the server a few pages. */
const AGAIN_MS = 3000

/** What a fault would send and take. */
export function useFaultPreview(stream: StreamRef, fault: DataFault | undefined): PreviewState {
  const host = useHost()
  const question = fault === undefined ? undefined : JSON.stringify({ connection: stream.connection, key: stream.key, fault })
  // Parsed from what was written a line above: the shape is known.
  const ask = useCallback((text: string) => host.faults.preview(JSON.parse(text) as StreamRef & { fault: DataFault }), [host])
  const asked = useAskedAgain(question, ask, AGAIN_MS)
  return asked.kind === 'ready' ? { kind: 'ready', preview: asked.answer } : asked
}
