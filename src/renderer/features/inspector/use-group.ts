import type { ByteText } from '@shared/redis/byte-text'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { ConsumerFacts, GroupState } from '@shared/model/stream-state'
import { useWorkbench } from '../../store/workbench-store'

/** A group as it is known now; undefined when the stream is not watched or the group was never seen. */
export function useGroup(stream: StreamRef, name: ByteText): GroupState | undefined {
  return useWorkbench((state) => state.streams[toStreamId(stream)]?.groups.find((group) => group.name === name))
}

/** When the group's facts were read. */
export function useReadAt(stream: StreamRef): number | undefined {
  return useWorkbench((state) => state.streams[toStreamId(stream)]?.lastPresent?.at)
}

export function findConsumerFacts(group: GroupState | undefined, name: ByteText): ConsumerFacts | undefined {
  return group?.facts?.consumers.find((consumer) => consumer.name === name)
}
