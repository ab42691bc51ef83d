import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { ConsumerState, ProducerState } from '@shared/model/worker-state'

/** Our own consumer of this name in this group; undefined for one that runs elsewhere. */
export function findConsumer(workers: WorkbenchState['workers'], stream: StreamRef, group: ByteText, name: ByteText): ConsumerState | undefined {
  return consumersOf(workers, stream, group).find((worker) => worker.name === name)
}

/** Our own consumers of a group. */
export function consumersOf(workers: WorkbenchState['workers'], stream: StreamRef, group: ByteText): ConsumerState[] {
  return Object.values(workers).filter((worker): worker is ConsumerState =>
    worker.role === 'consumer' && worker.connection === stream.connection && worker.key === stream.key && worker.group === group)
}

/** Our own producers of a stream. */
export function producersOf(workers: WorkbenchState['workers'], stream: StreamRef): ProducerState[] {
  return Object.values(workers).filter((worker): worker is ProducerState => worker.role === 'producer' && worker.connection === stream.connection && worker.key === stream.key)
}
