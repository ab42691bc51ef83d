import type { ByteText } from './byte-text'
import { parseCount, type Count } from './count'
import { parseEntryId, type EntryId } from './entry-id'

/** The fields that a dead letter begins with, before its own; see `toDeadLetterCommands`. */
export const PROVENANCE_PREFIX = 'dlq:'
const PROVENANCE_NAMES = ['stream', 'id', 'group', 'consumer', 'handler', 'deliveries', 'attempts', 'reason', 'error', 'failed-at'] as const
type ProvenanceName = (typeof PROVENANCE_NAMES)[number]

/** Stands where whoever gave it up could not say. The field is there all the same, so that one of the payload is never taken for it. */
export const NOT_KNOWN = 'unknown'

/** The first field of an entry that was redriven: the id of the dead letter that it was. */
export const REDRIVEN_FROM = `${PROVENANCE_PREFIX}redriven-from`

/** Beside a dead-letter stream: the hash of what was redriven (field: id of the dead letter), and the stream of redrives and undos. */
export const MARKS_SUFFIX = ':reprocessed'
export const LOG_SUFFIX = ':redrives'

export const marksKey = (stream: ByteText): ByteText => `${stream}${MARKS_SUFFIX}`
export const redriveLogKey = (stream: ByteText): ByteText => `${stream}${LOG_SUFFIX}`

/** Where a dead letter comes from, as far as its fields say so: others than Sluice write dead letters too. */
export interface DeadLetterOrigin {
  stream?: ByteText
  id?: EntryId
  group?: ByteText
  consumer?: ByteText
  handler?: ByteText
  deliveries?: Count
  attempts?: Count
  /** Why it was given up. Older letters have it as their error, unless all their attempts had failed. */
  reason?: ByteText
  /** What its handler said last. */
  error?: ByteText
  /** Wall clock of whoever gave up, milliseconds. */
  failedAt?: number
}

function provenanceName(field: ByteText): ProvenanceName | undefined {
  return PROVENANCE_NAMES.find((name) => field === PROVENANCE_PREFIX + name)
}

/**
 * How many fields at the begin are provenance: each name once, so that the own fields of an entry that was itself a dead
 * letter stay its own. What an earlier redrive put before them is no payload either.
 */
function countProvenance(names: readonly ByteText[]): number {
  const seen = new Set<ByteText>()
  for (const [index, name] of names.entries()) {
    if ((provenanceName(name) === undefined && name !== REDRIVEN_FROM) || seen.has(name)) return index
    seen.add(name)
  }
  return names.length
}

function toOrigin(fields: readonly { name: ByteText; value: ByteText }[]): DeadLetterOrigin {
  const values = new Map(fields.map(({ name, value }) => [provenanceName(name), value]))
  const text = <K extends ProvenanceName>(name: K): Partial<Record<K, ByteText>> => {
    const value = values.get(name)
    return value === undefined || (name === 'error' && value === NOT_KNOWN) ? {} : ({ [name]: value } as Record<K, ByteText>)
  }
  const id = parseEntryId(values.get('id') ?? '')
  const deliveries = parseCount(values.get('deliveries'))
  const attempts = parseCount(values.get('attempts'))
  const failedAt = Date.parse(values.get('failed-at') ?? '')
  return {
    ...text('stream'), ...text('group'), ...text('consumer'), ...text('handler'), ...text('reason'), ...text('error'),
    ...(id !== undefined && { id }), ...(deliveries !== undefined && { deliveries }), ...(attempts !== undefined && { attempts }),
    ...(Number.isFinite(failedAt) && { failedAt })
  }
}

/** An entry of a dead-letter stream taken apart: where it comes from, and the fields that it had there. */
export function splitDeadLetter<F extends { name: ByteText; value: ByteText }>(fields: readonly F[]): { origin: DeadLetterOrigin; own: F[] } {
  const count = countProvenance(fields.map(({ name }) => name))
  return { origin: toOrigin(fields.slice(0, count)), own: fields.slice(count) }
}

/**
 * That a dead letter was redriven, as it stands in the hash of marks: JSON. While it is there the letter is not redriven again.
 * `undoing`: its entry is out of the stream again, and whether a consumer had it by then is being found out.
 */
export interface RedriveMark {
  /** Server's clock, milliseconds. */
  at: number
  stream: ByteText
  /** The entry that it became. */
  id: EntryId
  by: string
  undoing?: boolean
}

export function formatMark(mark: RedriveMark): string {
  return JSON.stringify(mark)
}

/** Undefined for what is no mark of ours: whoever put it there must be asked. */
export function parseMark(text: string): RedriveMark | undefined {
  try {
    const mark: unknown = JSON.parse(text)
    if (typeof mark !== 'object' || mark === null || !('at' in mark) || !('stream' in mark) || !('id' in mark)) return undefined
    const id = typeof mark.id === 'string' ? parseEntryId(mark.id) : undefined
    if (typeof mark.at !== 'number' || typeof mark.stream !== 'string' || id === undefined) return undefined
    const by = 'by' in mark && typeof mark.by === 'string' ? mark.by : 'unknown'
    return { at: mark.at, stream: mark.stream, id, by, ...('undoing' in mark && mark.undoing === true && { undoing: true }) }
  } catch {
    return undefined
  }
}
