import { create } from 'zustand'
import type { LiveFrame } from '@shared/contract/workbench'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import type { LoggedEvent } from '@shared/model/workbench-event'
import { EMPTY_WORKBENCH, type WorkbenchState } from '@shared/model/workbench-state'
import type { FeedStatus } from '../transport/feed-status'

interface WorkbenchStore {
  workbench: WorkbenchState
  feed: FeedStatus
}

/** The picture as React sees it: committed at most every COMMIT_MS, so that a busy stream does not render per event. */
export const useWorkbenchStore = create<WorkbenchStore>(() => ({ workbench: EMPTY_WORKBENCH, feed: { kind: 'connecting' } }))

/** Subscribes to a part of the picture. Keep selectors outside components. */
export function useWorkbench<T>(select: (state: WorkbenchState) => T): T {
  return useWorkbenchStore((store) => select(store.workbench))
}

const COMMIT_MS = 250

let latest: WorkbenchState = EMPTY_WORKBENCH
let commitDue: ReturnType<typeof setTimeout> | undefined
let committedAt = -COMMIT_MS
const motionListeners = new Set<(events: readonly LoggedEvent[]) => void>()
const snapshotListeners = new Set<(state: WorkbenchState) => void>()

function commit(): void {
  clearTimeout(commitDue)
  commitDue = undefined
  committedAt = performance.now()
  useWorkbenchStore.setState({ workbench: latest })
}

/** Folds a frame in with the same reducers as the host. Motion listeners hear of events at once, React a little later. */
export function applyFrame(frame: LiveFrame): void {
  if (frame.kind === 'hello') return
  if (frame.kind === 'snapshot') {
    latest = frame.state
    for (const listener of snapshotListeners) listener(latest)
    // The first picture, or a new one after a break: nothing to wait for.
    commit()
  } else {
    for (const logged of frame.events) latest = reduceWorkbench(latest, logged)
    for (const listener of motionListeners) listener(frame.events)
    // The first events after a quiet time are shown at once, those of a busy time together.
    commitDue ??= setTimeout(commit, Math.max(0, committedAt + COMMIT_MS - performance.now()))
  }
}

export function setFeedStatus(feed: FeedStatus): void {
  useWorkbenchStore.setState({ feed })
}

/** Events as they arrive, for what is drawn from events (tokens, timeline), not for what is drawn from state. */
export function onEvents(listener: (events: readonly LoggedEvent[]) => void): () => void {
  motionListeners.add(listener)
  return () => motionListeners.delete(listener)
}

/** Told when a snapshot came instead of events: what happened since the last event was not seen. */
export function onSnapshot(listener: (state: WorkbenchState) => void): () => void {
  snapshotListeners.add(listener)
  return () => snapshotListeners.delete(listener)
}
