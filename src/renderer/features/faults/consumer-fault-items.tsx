import { Trash2, Users } from 'lucide-react'
import { useMemo } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { GroupRef } from '@shared/model/stream-ref'
import type { WorkerState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { writeRefusal } from '../../store/write-refusal'
import type { MenuItem } from '../../ui/menu'
import { showFaultDialog } from './fault-dialog-store'
import { faultRefusal } from './fault-refusal'

/** Deleting a consumer takes what it holds from its group. */
export function deleteConsumerItem(group: GroupRef, consumer: ByteText, reason: string | undefined): MenuItem {
  return { kind: 'item', label: 'Delete consumer with its pending…', icon: <Trash2 aria-hidden />, danger: true, reason, onSelect: () => showFaultDialog({ kind: 'delete-consumer', group, consumer }) }
}

/** What can be broken of a consumer of ours, for its menu. Nothing for a producer. */
export function useConsumerFaultItems(worker: WorkerState): readonly MenuItem[] {
  const host = useHost()
  const fault = useWorkbench((state) => faultRefusal(state.connections[worker.connection], worker.key))
  const write = useWorkbench((state) => writeRefusal(state.connections[worker.connection], worker.key))
  return useMemo(() => {
    if (worker.role !== 'consumer') return []
    const { connection, key, group, name, settings } = worker
    return [
      {
        kind: 'item', label: 'Start another consumer with the same name', icon: <Users aria-hidden />, reason: write,
        onSelect: () => void attempt(() => host.workers.addConsumer({ connection, key, group, name, settings, start: true, duplicateName: true }))
      },
      deleteConsumerItem({ connection, key, group }, name, fault)
    ]
  }, [host, worker, fault, write])
}
