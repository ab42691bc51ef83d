import type { HeldEntries } from '../held-entries'
import type { ReceivedEntry } from '../read-group'
import type { RetrySchedule } from './retry-schedule'

/** Own pending entries without those that are to be tried again later: they stay held until then. `now`: monotonic. */
export function putAside(entries: readonly ReceivedEntry[], retries: RetrySchedule, held: HeldEntries, now: number): ReceivedEntry[] {
  return entries.filter(({ id }) => {
    const isReady = !retries.waits(id, now)
    if (isReady) retries.drop(id)
    else held.leave(id)
    return isReady
  })
}
