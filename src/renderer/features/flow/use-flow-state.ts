import { useEffect, useRef, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { ByteText } from '@shared/redis/byte-text'
import { selectOwnConsumers, selectProducers } from '@shared/model/select-topology'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { GroupState, StreamState } from '@shared/model/stream-state'
import type { ConsumerState, ProducerState } from '@shared/model/worker-state'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import { sampleRate } from './sample-rate'

export function useStream(ref: StreamRef): StreamState | undefined {
  const id = toStreamId(ref)
  return useWorkbench((state) => state.streams[id])
}

/** One group, so that a lane is drawn again only when its own group changed. */
export function useGroup(ref: StreamRef, name: ByteText): GroupState | undefined {
  const id = toStreamId(ref)
  return useWorkbench((state) => state.streams[id]?.groups.find((group) => group.name === name))
}

export function useOwnConsumers(ref: StreamRef, group: ByteText): readonly ConsumerState[] {
  return useWorkbenchStore(useShallow((store) => selectOwnConsumers(store.workbench, ref, group)))
}

export function useProducers(ref: StreamRef): readonly ProducerState[] {
  return useWorkbenchStore(useShallow((store) => selectProducers(store.workbench, ref)))
}

/** Growth per second of a counter that has no samples of its own, measured here once a second from when this is first drawn. Undefined at first. */
export function useCounterRate(count: number): number | undefined {
  const latest = useRef(count)
  const [rate, setRate] = useState<number>()
  useEffect(() => {
    latest.current = count
  })
  useEffect(() => {
    let history = [{ at: Date.now(), count: latest.current }]
    const timer = setInterval(() => {
      history = [...history.slice(-6), { at: Date.now(), count: latest.current }]
      setRate(sampleRate(history, (sample) => sample.count))
    }, 1000)
    return () => clearInterval(timer)
  }, [])
  return rate
}
