import { create } from 'zustand'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { Environment } from '@shared/model/connection-state'
import type { LabId } from '@shared/model/worker-state'

/** A dialog about one connection. */
export type ConnectionDialog =
  | { kind: 'arm'; connection: ConnectionId }
  | { kind: 'allow-labs'; connection: ConnectionId }
  | { kind: 'environment'; connection: ConnectionId; to: Environment }
  | { kind: 'password'; connection: ConnectionId }
  | { kind: 'kill-server'; connection: ConnectionId }
  | { kind: 'fail-over'; connection: ConnectionId }
  | { kind: 'advance-clock'; connection: ConnectionId }
  | { kind: 'redis-cli'; connection: ConnectionId }
  | { kind: 'close'; connection: ConnectionId }
  | { kind: 'stop-lab'; lab: LabId }

export const useConnectionDialog = create<{ dialog: ConnectionDialog | undefined }>(() => ({ dialog: undefined }))

export const showConnectionDialog = (dialog: ConnectionDialog): void => useConnectionDialog.setState({ dialog })
export const closeConnectionDialog = (): void => useConnectionDialog.setState({ dialog: undefined })
