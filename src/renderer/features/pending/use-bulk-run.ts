import { useCallback, useRef, useState } from 'react'
import type { GroupRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { notify } from '../../store/notify'
import { describeRun } from './describe-run'
import { endOfError } from './end-of-error'
import { runBulkAction, type BulkAction, type BulkEnd, type BulkRun } from './run-bulk-action'

export interface BulkRunner {
  run: BulkRun
  start: (action: BulkAction) => Promise<void>
  /** Stops after the call that is under way. */
  cancel: () => void
  dismiss: () => void
}

/** Carries out one bulk action at a time on a group, and tells how it went. */
export function useBulkRun({ connection, key, group }: GroupRef, onFinished: (end: BulkEnd) => void): BulkRunner {
  const host = useHost()
  const [run, setRun] = useState<BulkRun>({ kind: 'idle' })
  const stop = useRef<AbortController>(undefined)

  const start = useCallback(async (action: BulkAction) => {
    const controller = new AbortController()
    stop.current = controller
    setRun({ kind: 'running', action, cancelling: false, asked: 0, done: 0, dropped: 0 })
    const { end, ...progress } = await runBulkAction(
      action,
      (call) => host.groups.act({ connection, key, group, action: call }),
      endOfError,
      controller.signal,
      (reached) => setRun({ kind: 'running', action, cancelling: controller.signal.aborted, ...reached })
    )
    setRun({ kind: 'finished', action, end, ...progress })
    notify(describeRun(action, end, progress))
    onFinished(end)
  }, [host, connection, key, group, onFinished])

  const cancel = useCallback(() => {
    stop.current?.abort()
    setRun((before) => (before.kind === 'running' ? { ...before, cancelling: true } : before))
  }, [])

  return { run, start, cancel, dismiss: useCallback(() => setRun({ kind: 'idle' }), []) }
}
