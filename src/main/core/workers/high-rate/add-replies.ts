import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { ServerError } from '../../redis/reply'
import { createReplyScanner, type ReplyScanner } from '../../redis/reply-scanner'

/** What the server said to XADDs of one write, so far. */
export interface AddReplies {
  scanner: ReplyScanner
  /** Places of those that were not added, oldest first. */
  notAdded(): readonly number[]
  errors(): readonly ServerError[]
  /** Answered with nil: the stream does not exist. */
  missing(): number
  added(): number
  /** Of those that were added, the first ones. */
  ids(): EntryId[]
  lastId(): EntryId | undefined
}

/** Ids are counted, and read only where one is named. */
export function createAddReplies(commands: number): AddReplies {
  const notAdded: number[] = []
  const errors: ServerError[] = []
  const ids: EntryId[] = []
  let missing = 0
  let added = 0
  let last: { from: Buffer; start: number; end: number } | undefined
  const read = (from: Buffer, start: number, end: number): EntryId => toEntryId(from.toString('latin1', start, end))
  const scanner = createReplyScanner({
    list: () => undefined,
    bulk(bytes, _depth, index) {
      if (bytes >= 0) return true
      missing += 1
      notAdded.push(index)
      return false
    },
    bytes(from, start, end) {
      added += 1
      if (ids.length < IDS_PER_EVENT) ids.push(read(from, start, end))
      last = { from, start, end }
    },
    line(text) {
      if (!text.startsWith('-')) return
      notAdded.push(scanner.answered())
      errors.push(new ServerError(text.slice(1)))
    }
  }, commands)
  return {
    scanner,
    notAdded: () => notAdded,
    errors: () => errors,
    missing: () => missing,
    added: () => added,
    ids: () => ids,
    lastId: () => (last === undefined ? undefined : read(last.from, last.start, last.end))
  }
}
