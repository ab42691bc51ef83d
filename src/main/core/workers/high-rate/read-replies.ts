import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { toText } from '../../redis/bytes'
import { ServerError } from '../../redis/reply'
import { createReplyScanner, type ReplyScanner } from '../../redis/reply-scanner'

/** The entries of one XREADGROUP, without their fields. */
export interface ReadReplies {
  scanner: ReplyScanner
  error(): ServerError | undefined
  /** Entries that are in the stream. */
  count(): number
  /** The first of them. */
  ids(): EntryId[]
  lastId(): EntryId | undefined
  /** Pending, but no longer in the stream: nil for their fields. */
  gone(): readonly EntryId[]
  /** How many there are of each value of the field `type`; '' for those without one. */
  types(): ReadonlyMap<string, number>
  /** Their ids as the arguments of a command, encoded. */
  encodedIds(): Buffer
  allIds(): EntryId[]
}

/** Where in the reply to a read of one stream things stand: streams, [key, entries], entry, [id, fields], field. */
const DEPTH = { entry: 3, entryPart: 4, field: 5 } as const
/** `$15\r\n1526919030474-55\r\n` and its like; ids of 20 and 20 digits make it grow. */
const BYTES_PER_ID = 32
const LONGEST_TYPE = 16 * 1024
const TYPE = Buffer.from('type', 'latin1')

/** `expected`: entries at most, for memory; more are taken as well. */
export function createReadReplies(expected: number): ReadReplies {
  let memory: Buffer = Buffer.allocUnsafe(BYTES_PER_ID * expected)
  let filled = 0
  let count = 0
  /** Where the id that was kept last begins, and the last one that is in the stream. */
  let idStart = 0
  let lastStart = 0
  let error: ServerError | undefined
  const ids: EntryId[] = []
  const gone: EntryId[] = []
  const types = new Map<string, number>()
  /** 'name': the next bytes are a field's name; 'value': the value of `type`. */
  let reading: 'id' | 'name' | 'value' = 'id'
  let typeFound = false
  let type: string | undefined

  function keep(from: Buffer, start: number, end: number): void {
    const needed = filled + (end - start) + 16
    if (needed > memory.length) {
      const larger = Buffer.allocUnsafe(needed * 2)
      memory.copy(larger, 0, 0, filled)
      memory = larger
    }
    idStart = filled
    filled += memory.write(`$${end - start}\r\n`, filled, 'latin1')
    filled += from.copy(memory, filled, start, end)
    memory[filled++] = 0x0d
    memory[filled++] = 0x0a
  }

  /** The last id of those kept, which begins there with its length. */
  function readKept(start: number): EntryId {
    return toEntryId(memory.toString('latin1', memory.indexOf('\n', start) + 1, filled - 2))
  }

  function noteFields(present: boolean): void {
    if (!present) {
      gone.push(readKept(idStart))
      filled = idStart
      return
    }
    count += 1
    lastStart = idStart
    if (ids.length < IDS_PER_EVENT) ids.push(readKept(idStart))
  }

  function noteType(): void {
    if (type === undefined) return
    types.set(type, (types.get(type) ?? 0) + 1)
    type = undefined
  }

  const scanner = createReplyScanner({
    list(items, depth, index) {
      if (depth === DEPTH.entry) noteType()
      if (depth !== DEPTH.entryPart || index !== 1) return
      noteFields(items >= 0)
      type = items >= 0 ? '' : undefined
      typeFound = false
    },
    bulk(bytes, depth, index) {
      if (depth === DEPTH.entryPart) {
        if (index === 1 && bytes < 0) noteFields(false)
        reading = 'id'
        return index === 0
      }
      if (depth !== DEPTH.field) return false
      if (index % 2 === 0) {
        reading = 'name'
        return !typeFound && bytes === TYPE.length
      }
      return reading === 'value' && bytes <= LONGEST_TYPE
    },
    bytes(from, start, end) {
      if (reading === 'id') keep(from, start, end)
      else if (reading === 'value') type = toText(from.subarray(start, end))
      else if (TYPE.compare(from, start, end) === 0) {
        reading = 'value'
        typeFound = true
      }
    },
    line(text, depth) {
      if (depth === 0 && text.startsWith('-')) error = new ServerError(text.slice(1))
    }
  }, 1)

  function allIds(): EntryId[] {
    const text = memory.toString('latin1', 0, filled).split('\r\n')
    return text.filter((_line, index) => index % 2 === 1).map(toEntryId)
  }

  return {
    scanner,
    error: () => error,
    count: () => count,
    ids: () => ids,
    lastId: () => (count === 0 ? undefined : readKept(lastStart)),
    gone: () => gone,
    types() {
      noteType()
      return types
    },
    encodedIds: () => memory.subarray(0, filled),
    allIds
  }
}
