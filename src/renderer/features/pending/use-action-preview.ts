import { useEffect, useState } from 'react'
import type { PendingAction } from '@shared/contract/streams'
import type { GroupRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'
import { firstCall, type BulkAction } from './run-bulk-action'

/** The exact command of the first call and what it would do now, as far as the server told. */
export type ActionPreview =
  | { kind: 'none' }
  | { kind: 'asking' }
  | { kind: 'ready'; command: string[]; effect: string; refusal: string | undefined }
  | { kind: 'failed'; message: string; next: string }

const DEBOUNCE_MS = 200
/** Idle goes on and others act: what it would do is asked again while it is shown. */
const AGAIN_MS = 2000

/** Asks the host what an action would send and do, a moment after it stops changing. */
export function useActionPreview(group: GroupRef, action: BulkAction | undefined): ActionPreview {
  const host = useHost()
  const [preview, setPreview] = useState<{ of: string; result: ActionPreview }>()
  // One string stands for what is asked, so that an equal action made anew is not asked anew.
  const question = action === undefined ? undefined : JSON.stringify({ connection: group.connection, key: group.key, group: group.group, action: firstCall(action) })

  useEffect(() => {
    if (question === undefined) return
    let left = false
    let due: ReturnType<typeof setTimeout>
    const ask = async (): Promise<void> => {
      let result: ActionPreview
      try {
        // Parsed from what was written two lines above: the shape is known.
        const { command, effect, refusal } = await host.groups.previewAction(JSON.parse(question) as GroupRef & { action: PendingAction })
        result = { kind: 'ready', command, effect, refusal }
      } catch (error) {
        const { message, next } = toFault(error)
        result = { kind: 'failed', message, next }
      }
      if (left) return
      setPreview({ of: question, result })
      due = setTimeout(() => void ask(), AGAIN_MS)
    }
    due = setTimeout(() => void ask(), DEBOUNCE_MS)
    return () => {
      left = true
      clearTimeout(due)
    }
  }, [host, question])

  if (question === undefined) return { kind: 'none' }
  return preview?.of === question ? preview.result : { kind: 'asking' }
}

/** Why the action would do nothing or cannot be asked about; undefined when it may be carried out. */
export function previewRefusal(preview: ActionPreview): string | undefined {
  if (preview.kind === 'ready') return preview.refusal
  if (preview.kind === 'failed') return `${preview.message} ${preview.next}`
  return preview.kind === 'asking' ? 'What it would do is being asked.' : undefined
}
