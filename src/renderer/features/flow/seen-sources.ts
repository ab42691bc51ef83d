import { create } from 'zustand'
import { toStreamId, type StreamId, type StreamRef } from '@shared/model/stream-ref'
import { onEvents } from '../../store/workbench-store'

/** Entries that came from outside our producers, counted from events since the page was opened. */
export interface SeenSources {
  hand: number
  other: number
}

const NONE: SeenSources = { hand: 0, other: 0 }

const useStore = create<{ streams: ReadonlyMap<StreamId, SeenSources> }>(() => ({ streams: new Map() }))

let listening = false

/** Starts to count, once per page: leaving the view must not lose what was seen. */
export function countSources(): void {
  if (listening) return
  listening = true
  onEvents((events) => {
    for (const { event } of events) {
      if (event.kind !== 'entries-added' || (event.by !== 'hand' && event.by !== 'other')) continue
      const id = toStreamId(event.stream)
      const by = event.by
      useStore.setState(({ streams }) => {
        const before = streams.get(id) ?? NONE
        return { streams: new Map(streams).set(id, { ...before, [by]: before[by] + event.count }) }
      })
    }
  })
}

export function useSeenSources(stream: StreamRef): SeenSources {
  const id = toStreamId(stream)
  return useStore((store) => store.streams.get(id) ?? NONE)
}
