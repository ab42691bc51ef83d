import type { LabFile } from '@shared/labs/lab-file'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { LabState, WorkerId } from '@shared/model/worker-state'
import type { LabIntake } from '../intake/open-lab-intake'
import type { FoundBefore, LabMakings } from './found-keys'

/** A lab from its start to its end. */
export interface RunningLab {
  file: LabFile
  connection: ConnectionId
  workers: WorkerId[]
  /** Those of them that a person starts. */
  standby: Set<WorkerId>
  intake?: LabIntake
  /** Outlives it while its keys do. */
  made: LabMakings
  /** Stood under its names before it made anything of them. */
  found: readonly FoundBefore[]
  /** Settles once it has started, or what was there of it has ended again. */
  built: Promise<void>
  /** Its workers are gone: it uses its keys no more. */
  hasLeft: boolean
  state: LabState
}

/** For the page: without what only cleaning needs. */
export function withFoundKeys(state: LabState, found: readonly FoundBefore[]): LabState {
  const { found: _before, ...rest } = state
  return found.length === 0 ? rest : { ...rest, found: found.map(({ lastId: _lastId, ...key }) => key) }
}

/** Whether the ledger has rows of it. */
export function hasEffects({ groups }: LabFile): boolean {
  return groups.some((group) => group.handler.effect !== undefined)
}
