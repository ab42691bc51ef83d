import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { CommandLine } from '../../ui/command-line'
import styles from './action-bar.module.css'
import { callsNeeded, CHUNK, type BulkAction } from './run-bulk-action'
import type { ActionPreview } from './use-action-preview'

/** The exact command, and in words what it would do now or why it would do nothing. */
export function PreviewLine({ action, preview, warning }: { action: BulkAction | undefined; preview: ActionPreview; warning: string | undefined }): ReactNode {
  if (action === undefined || preview.kind === 'none') return undefined
  if (preview.kind === 'asking') return <p className={styles.effect}>Asking the server what it would do…</p>
  if (preview.kind === 'failed') return <p className={styles.refusal}>{preview.message} {preview.next}</p>
  const calls = callsNeeded(action)
  return (
    <div className={styles.preview}>
      <CommandLine command={preview.command} label="The command that would be sent" />
      <p className={styles.effect}>
        {preview.refusal === undefined ? preview.effect : <span className={styles.refusal}>{preview.refusal}</span>}
        {calls !== undefined && calls > 1 && ` This is the first of ${formatCount(calls)} calls with up to ${CHUNK} ids, each checked by its reply.`}
        {action.kind === 'autoclaim' && preview.refusal === undefined && ' Repeated with the server’s cursor until it is back at 0-0.'}
        {warning !== undefined && preview.refusal === undefined && <span className={styles.warning}> {warning}</span>}
      </p>
    </div>
  )
}
