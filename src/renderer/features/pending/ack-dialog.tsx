import type { ReactNode } from 'react'
import type { GroupRef } from '@shared/model/stream-ref'
import { formatCount } from '../../lib/format-count'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Name } from '../../ui/name'
import { PreviewLine } from './preview-line'
import type { BulkAction } from './run-bulk-action'
import { previewRefusal, useActionPreview } from './use-action-preview'

export interface AckDialogProps {
  group: GroupRef
  action: Extract<BulkAction, { kind: 'ack' }>
  onClose: () => void
  onConfirm: () => void
}

/** Acknowledging by hand is the one action here that loses work, so it is asked first. */
export function AckDialog({ group, action, onClose, onConfirm }: AckDialogProps): ReactNode {
  const preview = useActionPreview(group, action)
  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title={`Acknowledge ${formatCount(action.ids.length)} ${action.ids.length === 1 ? 'entry' : 'entries'} without processing?`}
      description={<>What <Name name={group.group} /> has not processed yet is lost for it: no consumer of this group gets these entries again. The stream and the other groups keep them.</>}
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="danger" reason={previewRefusal(preview)} onClick={onConfirm}>Acknowledge</Button></>}
    >
      <PreviewLine action={action} preview={preview} warning={undefined} />
    </Dialog>
  )
}
