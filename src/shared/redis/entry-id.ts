/**
 * A stream entry id, `<milliseconds>-<sequence>`, both unsigned 64-bit. Always a string: 64 bits do not fit a
 * JavaScript number, and one number would lose them (Redis, XADD: "Entry IDs").
 */
export type EntryId = `${string}-${string}`

export const ZERO_ID: EntryId = '0-0'
const MAX_U64 = 18_446_744_073_709_551_615n
export const MAX_ID: EntryId = `${MAX_U64}-${MAX_U64}`

const ID = /^(\d{1,20})(?:-(\d{1,20}))?$/

/** Accepts `ms` and `ms-seq` as a person or Redis writes them; undefined when it is no id or exceeds 64 bits. */
export function parseEntryId(text: string, missingSequence: '0' | 'max' = '0'): EntryId | undefined {
  const match = ID.exec(text.trim())
  if (match === null) return undefined
  const ms = BigInt(match[1] ?? '0')
  const sequence = match[2] === undefined ? (missingSequence === 'max' ? MAX_U64 : 0n) : BigInt(match[2])
  return ms > MAX_U64 || sequence > MAX_U64 ? undefined : `${ms}-${sequence}`
}

/** An id that Redis itself answered: trusted in shape, so that a hot path need not parse it. */
export function toEntryId(text: string): EntryId {
  return text as EntryId
}

function compareDigits(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length
}

/** Negative when a is older than b. Both must be canonical (no leading zeros), as Redis answers them. */
export function compareEntryIds(a: EntryId, b: EntryId): number {
  if (a === b) return 0
  const dashA = a.indexOf('-')
  const dashB = b.indexOf('-')
  return compareDigits(a.slice(0, dashA), b.slice(0, dashB)) || compareDigits(a.slice(dashA + 1), b.slice(dashB + 1))
}

/** The id directly after, for exclusive ranges on servers before 6.2; undefined at the very end. */
export function nextEntryId(id: EntryId): EntryId | undefined {
  const dash = id.indexOf('-')
  const ms = BigInt(id.slice(0, dash))
  const sequence = BigInt(id.slice(dash + 1))
  if (sequence < MAX_U64) return `${ms}-${sequence + 1n}`
  return ms < MAX_U64 ? `${ms + 1n}-0` : undefined
}

/** The id directly before, the counterpart of nextEntryId; undefined for 0-0. */
export function previousEntryId(id: EntryId): EntryId | undefined {
  const dash = id.indexOf('-')
  const ms = BigInt(id.slice(0, dash))
  const sequence = BigInt(id.slice(dash + 1))
  if (sequence > 0n) return `${ms}-${sequence - 1n}`
  return ms > 0n ? `${ms - 1n}-${MAX_U64}` : undefined
}

/**
 * The milliseconds part as a number, for showing a time. It is the producer's or the server's clock and may be
 * anything at all; undefined when it is beyond what a date can hold.
 */
export function entryIdMilliseconds(id: EntryId): number | undefined {
  const ms = Number(id.slice(0, id.indexOf('-')))
  return ms <= 8_640_000_000_000_000 ? ms : undefined
}
