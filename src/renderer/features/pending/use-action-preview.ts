import { useCallback } from 'react'
import type { PendingAction } from '@shared/contract/streams'
import type { GroupRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { useAskedAgain } from '../../store/use-asked-again'
import { firstCall, type BulkAction } from './run-bulk-action'

/** The exact command of the first call and what it would do now, as far as the server told. */
export type ActionPreview =
  | { kind: 'none' }
  | { kind: 'asking' }
  | { kind: 'ready'; command: string[]; effect: string; refusal: string | undefined }
  | { kind: 'failed'; message: string; next: string }

/** Idle goes on and others act meanwhile. */
const AGAIN_MS = 2000

/** What an action would send and do. */
export function useActionPreview(group: GroupRef, action: BulkAction | undefined): ActionPreview {
  const host = useHost()
  const question = action === undefined ? undefined : JSON.stringify({ connection: group.connection, key: group.key, group: group.group, action: firstCall(action) })
  // Parsed from what was written a line above: the shape is known.
  const ask = useCallback((text: string) => host.groups.previewAction(JSON.parse(text) as GroupRef & { action: PendingAction }), [host])
  const asked = useAskedAgain(question, ask, AGAIN_MS)
  if (question === undefined) return { kind: 'none' }
  if (asked.kind !== 'ready') return asked
  const { command, effect, refusal } = asked.answer
  return { kind: 'ready', command, effect, refusal }
}

/** Why the action would do nothing or cannot be asked about; undefined when it may be carried out. */
export function previewRefusal(preview: ActionPreview): string | undefined {
  if (preview.kind === 'ready') return preview.refusal
  if (preview.kind === 'failed') return `${preview.message} ${preview.next}`
  return preview.kind === 'asking' ? 'What it would do is being asked.' : undefined
}
