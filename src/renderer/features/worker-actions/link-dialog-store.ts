import { create } from 'zustand'
import type { LinkFault } from '@shared/labs/link-fault'
import type { WorkerId } from '@shared/model/worker-state'

/** The faults that are asked for with a number. */
export type NumberedFault = Extract<LinkFault, { kind: 'latency' | 'bandwidth' | 'idle-drop' | 'cut-reply' }>

export interface LinkDialogState {
  worker: WorkerId
  kind: NumberedFault['kind']
}

/** The one dialog about the connection of a worker; it is asked for from several menus. */
export const useLinkDialog = create<{ dialog: LinkDialogState | undefined }>(() => ({ dialog: undefined }))

export const showLinkDialog = (dialog: LinkDialogState): void => useLinkDialog.setState({ dialog })
export const closeLinkDialog = (): void => useLinkDialog.setState({ dialog: undefined })
