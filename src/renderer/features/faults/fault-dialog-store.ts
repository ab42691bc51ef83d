import { create } from 'zustand'
import type { ConnectionId, GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'

/** A dialog about one fault. */
export type FaultDialog =
  | { kind: 'trim'; stream: StreamRef }
  | { kind: 'delete-stream'; stream: StreamRef }
  | { kind: 'destroy-group'; group: GroupRef }
  | { kind: 'delete-consumer'; group: GroupRef; consumer: ByteText }
  | { kind: 'rescue-idle'; group: GroupRef }
  | { kind: 'rescue-twice'; group: GroupRef }
  | { kind: 'left-overs'; connection: ConnectionId }

export const useFaultDialog = create<{ dialog: FaultDialog | undefined }>(() => ({ dialog: undefined }))

export const showFaultDialog = (dialog: FaultDialog): void => useFaultDialog.setState({ dialog })
export const closeFaultDialog = (): void => useFaultDialog.setState({ dialog: undefined })
