import { useCurrentConnection } from '../store/current'
import { useWorkbenchStore } from '../store/workbench-store'

/** True while what is shown is from before. It stays in sight, greyed. */
export function useStale(): boolean {
  const feed = useWorkbenchStore((store) => store.feed.kind)
  const connection = useCurrentConnection()
  return feed !== 'live' || (connection !== undefined && connection.status.kind !== 'ready')
}
