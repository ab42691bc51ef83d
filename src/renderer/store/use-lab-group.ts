import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import type { LabGroupState, LabState } from '@shared/model/worker-state'
import { useWorkbench } from './workbench-store'

export interface LabGroup {
  lab: LabState
  group: LabGroupState
}

/** The running lab that this group belongs to; undefined for a group of others. */
export function useLabGroup({ connection, key }: StreamRef, name: ByteText): LabGroup | undefined {
  const labs = useWorkbench((state) => state.labs)
  const found = Object.values(labs).flatMap((lab): LabGroup[] => {
    if (lab.connection !== connection || lab.status === 'stopped' || lab.status === 'failed') return []
    const group = lab.groups.find((each) => each.stream === key && each.group === name)
    return group === undefined ? [] : [{ lab, group }]
  })
  return found[0]
}

/** Why nothing can be changed of a lab now. */
export const labRefusal = ({ status }: LabState): string | undefined => (status === 'running' ? undefined : `The lab is ${status}.`)
