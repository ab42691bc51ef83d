import type { LabFile } from '@shared/labs/lab-file'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { LabState, WorkerId } from '@shared/model/worker-state'
import type { LabIntake } from '../intake/open-lab-intake'

/** A lab from its start to its end. */
export interface RunningLab {
  file: LabFile
  connection: ConnectionId
  workers: WorkerId[]
  intake?: LabIntake
  state: LabState
}

/** Whether the ledger has rows of it. */
export function hasEffects({ groups }: LabFile): boolean {
  return groups.some((group) => group.handler.effect !== undefined)
}
