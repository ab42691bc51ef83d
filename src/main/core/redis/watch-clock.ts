import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import { replyText } from '@shared/redis/reply-value'
import type { Dispatcher } from './dispatcher'
import { parseInfo } from './probe-capabilities'
import { parseClockInfo, type ClockReading } from './server-clock'

const LOOK_EVERY = 1000

/** Looks where the server's clock stands, since others can hold and move it too. Ends when the connection breaks or is closed. */
export async function watchClock(observer: Dispatcher, clock: Clock, signal: AbortSignalLike, note: (reading: ClockReading) => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(LOOK_EVERY, signal)
    if (signal.aborted) return
    const info = replyText(await observer.send(['INFO', 'server'], { by: 'observer', who: 'clock' }))
    const reading = info === undefined ? undefined : parseClockInfo(parseInfo(info))
    if (reading !== undefined && !signal.aborted) note(reading)
  }
}
