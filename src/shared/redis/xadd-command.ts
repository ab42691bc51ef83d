import type { ByteText } from './byte-text'
import { parseEntryId } from './entry-id'

/** Which entries an XADD may remove from the stream while adding. */
export type TrimOption =
  | { by: 'maxlen'; approximate: boolean; threshold: number; limit?: number | undefined }
  /** `threshold` is `ms` or `ms-seq`: entries with older ids go. */
  | { by: 'minid'; approximate: boolean; threshold: string; limit?: number | undefined }

/** What XADD needs, in the words of a publish request. */
export interface XaddRequest {
  key: ByteText
  fields: readonly { name: ByteText; value: ByteText }[]
  /** `*` when absent. */
  id?: string | undefined
  /** NOMKSTREAM unless true, so that a mistyped key creates nothing. */
  createStream?: boolean | undefined
  trim?: TrimOption | undefined
}

/**
 * The command of a publish request, name first. The preview and the host both use this one, so that what is shown is
 * what is sent. The order is XADD's: key, NOMKSTREAM, trimming, id, then the fields in pairs.
 */
export function toXaddCommand(request: XaddRequest): ByteText[] {
  const command: ByteText[] = ['XADD', request.key]
  if (request.createStream !== true) command.push('NOMKSTREAM')
  const { trim } = request
  if (trim !== undefined) {
    command.push(trim.by.toUpperCase(), trim.approximate ? '~' : '=', String(trim.threshold))
    // Redis takes LIMIT together with ~ only ("syntax error, LIMIT cannot be used without the special ~ option").
    if (trim.approximate && trim.limit !== undefined) command.push('LIMIT', String(trim.limit))
  }
  command.push(request.id ?? '*')
  // Pushed one by one: 100,000 fields spread as arguments would overflow the call stack (TRUST F25).
  for (const { name, value } of request.fields) command.push(name, value)
  return command
}

/** What is wrong with an id for XADD, or undefined when XADD would read it: `*`, `ms-*` (7.0), `ms` or `ms-seq`. */
export function findXaddIdProblem(text: string): string | undefined {
  const id = text.trim()
  if (id === '') return 'An id is needed. * lets the server choose it.'
  if (id === '*') return undefined
  const isPartial = id.endsWith('-*')
  const parsed = parseEntryId(isPartial ? id.slice(0, -2) : id)
  if (parsed === undefined) return 'Not an id. Write *, milliseconds-* or milliseconds-sequence, for example 1700000000000-0.'
  if (isPartial && id.indexOf('-') !== id.length - 2) return 'Only the sequence can be left to the server: milliseconds-*.'
  if (parsed === '0-0' && !isPartial) return '0-0 is not allowed: the id must be greater than 0-0.'
  return undefined
}

/** What is wrong with a MINID threshold, or undefined. */
export function findMinIdProblem(text: string): string | undefined {
  return parseEntryId(text) === undefined ? 'Not an id. Write milliseconds or milliseconds-sequence.' : undefined
}
