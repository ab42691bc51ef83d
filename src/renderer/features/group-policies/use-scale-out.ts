import { useMemo } from 'react'
import { selectOwnConsumers } from '@shared/model/select-topology'
import type { GroupState } from '@shared/model/stream-state'
import type { StreamRef } from '@shared/model/stream-ref'
import { suggestScaleOut, type ScaleOutAdvice } from '@shared/model/suggest-scale-out'
import { useShallow } from 'zustand/react/shallow'
import { useNow } from '../../lib/use-now'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { LabGroup } from '../../store/use-lab-group'

/** What the scale-out policy of a lab's group says of its lag now; undefined where there is no such policy. */
export function useScaleOut(stream: StreamRef, group: GroupState, lab: LabGroup | undefined): ScaleOutAdvice | undefined {
  const now = useNow(1000)
  const own = useWorkbenchStore(useShallow((store) => selectOwnConsumers(store.workbench, stream, group.name)))
  const ready = useWorkbenchStore((store) => store.workbench.connections[stream.connection]?.status.kind === 'ready')
  const policy = lab?.group.policies?.scaleOut
  return useMemo(() => {
    if (policy === undefined) return undefined
    // Behind a lost connection the last sample says nothing of now.
    if (!ready) return { kind: 'unknown', why: 'the connection is not ready' }
    return suggestScaleOut({ policy, samples: group.samples, own, now })
  }, [policy, ready, group.samples, own, now])
}
