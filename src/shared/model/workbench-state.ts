import type { Alert } from './alert'
import type { ComparisonId, ComparisonState } from './comparison-state'
import type { ConnectionState } from './connection-state'
import type { ConnectionId, StreamId } from './stream-ref'
import type { StreamState } from './stream-state'
import type { LabId, LabState, WorkerId, WorkerState } from './worker-state'

export interface Notice {
  seq: number
  at: number
  level: 'info' | 'warning' | 'error'
  text: string
  next?: string
}

/** The whole picture. Its keys are ids of ours or prefixed, so that no name from a server can be `__proto__`. */
export interface WorkbenchState {
  /** Sequence of the last event folded in. */
  seq: number
  connections: Readonly<Record<ConnectionId, ConnectionState>>
  streams: Readonly<Record<StreamId, StreamState>>
  workers: Readonly<Record<WorkerId, WorkerState>>
  labs: Readonly<Record<LabId, LabState>>
  comparisons: Readonly<Record<ComparisonId, ComparisonState>>
  /** Newest last, at most NOTICE_LIMIT. */
  notices: readonly Notice[]
  /** By the rules of src/shared/alerts, those that hold longest first. */
  alerts: readonly Alert[]
}

export const NOTICE_LIMIT = 200

export const EMPTY_WORKBENCH: WorkbenchState = { seq: 0, connections: {}, streams: {}, workers: {}, labs: {}, comparisons: {}, notices: [], alerts: [] }
