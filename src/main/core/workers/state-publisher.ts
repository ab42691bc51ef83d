import type { Clock } from '@shared/lib/clock'
import type { WorkerState } from '@shared/model/worker-state'
import type { EventSink } from '../live/event-log'

export interface StatePublisher {
  /** For changes of status and settings. */
  now(read: () => WorkerState): void
  /** For counts: at most ten times a second each, less often when there are very many workers. */
  soon(read: () => WorkerState): void
  /** It was removed: what comes of it now is told to nobody. */
  drop(read: () => WorkerState): void
}

const PERIOD_MS = 100
/** Past this many changed workers in a period the periods get longer, so that the feed stays under 1,000 states a second. */
const STATES_PER_PERIOD = 100

export function createStatePublisher(sink: EventSink, clock: Clock): StatePublisher {
  const waiting = new Set<() => WorkerState>()
  const dropped = new WeakSet<() => WorkerState>()
  let running = false

  function publish(read: () => WorkerState): void {
    waiting.delete(read)
    if (dropped.has(read)) return
    sink.append({ kind: 'worker-changed', worker: read() })
  }

  async function run(): Promise<void> {
    running = true
    while (waiting.size > 0) {
      await clock.sleep(PERIOD_MS * Math.max(1, waiting.size / STATES_PER_PERIOD))
      for (const read of waiting) publish(read)
    }
    running = false
  }

  return {
    now: publish,
    drop(read) {
      waiting.delete(read)
      dropped.add(read)
    },
    soon(read) {
      if (dropped.has(read)) return
      waiting.add(read)
      if (!running) void run()
    }
  }
}
