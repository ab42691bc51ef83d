import { parseEntryId, type EntryId } from '@shared/redis/entry-id'

/** Where a person wants to look. A time becomes the first id of that millisecond. */
export type Jump =
  | { kind: 'newest' }
  | { kind: 'oldest' }
  | { kind: 'id'; id: EntryId }
  | { kind: 'time'; id: EntryId; ms: number }
  | { kind: 'invalid'; message: string }

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(.+))?$/
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const AGO = /^-\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$|^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)\s+ago$/i
const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
const DAY_MS = 86_400_000

/**
 * Reads `2026-11-21 14:03`, `14:03:02`, `-5m`, `5 min ago`, milliseconds, a full id, `newest` or `oldest`. Times are in
 * the person's time zone unless they end in Z or an offset; a time of day later than now means yesterday's.
 */
export function parseJump(text: string, now: number): Jump {
  const wanted = text.trim()
  if (wanted === '') return invalid('Type an id, a time of day, a date, or how long ago.')
  if (/^(newest|last|now|\+|\$)$/i.test(wanted)) return { kind: 'newest' }
  if (/^(oldest|first|start)$/i.test(wanted) || wanted === '-') return { kind: 'oldest' }
  if (/^\d+(-\d+)?$/.test(wanted)) {
    const id = parseEntryId(wanted)
    return id === undefined ? invalid('An id has two numbers, and neither may pass 18446744073709551615.') : { kind: 'id', id }
  }
  const ago = AGO.exec(wanted)
  if (ago !== null) return toTime(now - Number(ago[1] ?? ago[3]) * (UNIT_MS[(ago[2] ?? ago[4] ?? '').toLowerCase()] ?? Number.NaN))
  const date = DATE.exec(wanted)
  if (date !== null) return parseDate(Number(date[1]), Number(date[2]), Number(date[3]), date[4])
  if (CLOCK.test(wanted)) return parseTimeOfDay(wanted, now)
  return invalid('Not understood. Examples: 14:03:02, 2026-11-21 14:03, 5 min ago, 1795295977402, 1795295977402-0.')
}

function invalid(message: string): Jump {
  return { kind: 'invalid', message }
}

function toTime(ms: number): Jump {
  const whole = Math.floor(ms)
  if (!(whole >= 0)) return invalid('That is before 1970, where no id can be.')
  return { kind: 'time', ms: whole, id: `${whole}-0` }
}

interface TimeOfDay {
  hours: number
  minutes: number
  seconds: number
  ms: number
  /** Minutes east of UTC; undefined: the person's own zone. */
  offset: number | undefined
}

function parseClock(text: string): TimeOfDay | string {
  const match = CLOCK.exec(text)
  if (match === null) return 'The time is written hours:minutes, with seconds if wanted: 14:03 or 14:03:02.250.'
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
  if (hours > 23) return `There is no hour ${hours}.`
  if (minutes > 59) return `There is no minute ${minutes}.`
  if (seconds > 59) return `There is no second ${seconds}.`
  return { hours, minutes, seconds, ms: Number((match[4] ?? '0').padEnd(3, '0')), offset: parseOffset(match[5]) }
}

function parseOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined
  if (/^z$/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}

function toMilliseconds(year: number, month: number, day: number, time: TimeOfDay): number {
  const { hours, minutes, seconds, ms, offset } = time
  if (offset !== undefined) return Date.UTC(year, month - 1, day, hours, minutes, seconds, ms) - offset * 60_000
  return new Date(year, month - 1, day, hours, minutes, seconds, ms).getTime()
}

function parseDate(year: number, month: number, day: number, rest: string | undefined): Jump {
  if (month < 1 || month > 12) return invalid(`There is no month ${month}.`)
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return invalid(`Month ${month} of ${year} has no day ${day}.`)
  const time = rest === undefined ? { hours: 0, minutes: 0, seconds: 0, ms: 0, offset: undefined } : parseClock(rest.trim())
  return typeof time === 'string' ? invalid(time) : toTime(toMilliseconds(year, month, day, time))
}

function parseTimeOfDay(text: string, now: number): Jump {
  const time = parseClock(text)
  if (typeof time === 'string') return invalid(time)
  const today = new Date(now)
  const ms = time.offset === undefined
    ? toMilliseconds(today.getFullYear(), today.getMonth() + 1, today.getDate(), time)
    : toMilliseconds(today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate(), time)
  if (ms <= now) return toTime(ms)
  if (time.offset !== undefined) return toTime(ms - DAY_MS)
  // Not minus 24 hours: on the day after a clock change yesterday was 23 or 25 hours long.
  return toTime(new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1, time.hours, time.minutes, time.seconds, time.ms).getTime())
}
