import { useNow } from '../lib/use-now'
import { selectConnection } from './current'
import { useView } from './view-store'
import { useWorkbenchStore } from './workbench-store'

/**
 * The wall clock by which what the server said ages further here: this machine's, which stands while the server's own
 * is held. A time since a reading can be less than 0 then, and counts as 0.
 */
export function useServerNow(everyMs: number): number {
  const now = useNow(everyMs)
  const stream = useView((view) => view.stream)
  const chosen = useView((view) => view.connection)
  const clock = useWorkbenchStore((store) => selectConnection(store.workbench, stream, chosen)?.clock)
  return clock?.kind === 'held' ? Math.min(now, clock.since) : now
}
