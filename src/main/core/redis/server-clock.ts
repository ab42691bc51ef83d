import type { ServerClock } from '@shared/model/connection-state'
import { parseReplyMap } from '@shared/redis/parse-reply-map'
import { replyNumber, replyText } from '@shared/redis/reply-value'
import type { Reply } from './reply'

/** Where a server's clock stood at one moment. */
export type ClockReading = { kind: 'held'; at: number } | { kind: 'running'; ahead: number }

function toReading(held: boolean, at: number | undefined, ahead: number | undefined): ClockReading | undefined {
  if (held) return at === undefined ? undefined : { kind: 'held', at }
  return ahead === undefined ? undefined : { kind: 'running', ahead }
}

/** What every form of SLUICE CLOCK answers. */
export function parseClockReply(reply: Reply): ClockReading | undefined {
  const map = parseReplyMap(reply)
  if (map.kind !== 'ok') return undefined
  return toReading(replyText(map.value.get('state')) === 'held', replyNumber(map.value.get('now')), replyNumber(map.value.get('ahead')))
}

/** The same from INFO server, which anybody who looks may ask. Undefined on servers whose clock cannot be held. */
export function parseClockInfo(fields: ReadonlyMap<string, string>): ClockReading | undefined {
  const held = fields.get('clock_held')
  if (held === undefined) return undefined
  const toNumber = (name: string): number | undefined => (/^-?\d+$/.test(fields.get(name) ?? '') ? Number(fields.get(name)) : undefined)
  const micros = toNumber('server_time_usec')
  return toReading(held === '1', micros === undefined ? undefined : Math.floor(micros / 1000), toNumber('clock_ahead_ms'))
}

/** Two readings of a clock that runs on differ by less. Milliseconds. */
const JITTER = 20

/** Whether both tell of one clock that nobody touched in between. */
export function isSameClock(before: ServerClock | undefined, now: ClockReading): boolean {
  if (before?.kind === 'held') return now.kind === 'held' && before.at === now.at
  return before?.kind === 'running' && now.kind === 'running' && Math.abs(before.ahead - now.ahead) < JITTER
}
