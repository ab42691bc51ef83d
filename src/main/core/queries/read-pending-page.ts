import type { PendingPage } from '@shared/contract/streams'
import type { Clock } from '@shared/lib/clock'
import type { GroupRef } from '@shared/model/stream-ref'
import type { PendingRow } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { Entry } from '@shared/redis/entry'
import { nextEntryId, type EntryId } from '@shared/redis/entry-id'
import { parseEntries } from '@shared/redis/parse-entries'
import { parseXpendingRows, parseXpendingSummary } from '@shared/redis/parse-xpending'
import { decodeText } from '../observe/decode-text'
import { measureReply } from '../observe/reply-size'
import { answerAt, createRound } from '../observe/round'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { ServerError } from '../redis/reply'
import { faultFromError } from './fault-from-error'
import { PAGE_BYTES } from './read-entries'
import { expectAnswer, readRound, requireStream } from './read-round'

const SENDER: Sender = { by: 'observer', who: 'pending' }

/** Payloads are fetched in steps, so that large ones stop at PAGE_BYTES. */
const STEP = 50

export interface PendingQuery extends GroupRef {
  /** Rows after this id. */
  from?: EntryId | undefined
  count: number
  consumer?: ByteText | undefined
}

type PageRow = PendingRow & { entry?: Entry | undefined }

/** Puts payloads beside rows, by id, because one range over a page may hold thousands of entries that are not pending. */
async function addPayloads(connection: Connection, query: PendingQuery, rows: readonly PendingRow[], called: (commands: number, ms: number) => void, clock: Clock): Promise<PageRow[]> {
  const key = toArgument(query.key)
  const out: PageRow[] = []
  let bytes = 0
  for (let at = 0; at < rows.length; at += STEP) {
    const step = rows.slice(at, at + STEP)
    if (bytes > PAGE_BYTES) {
      out.push(...step)
      continue
    }
    const start = clock.monotonic()
    const answers = await connection.observer.pipeline(step.map((row) => ['XRANGE', key, row.id, row.id]), SENDER)
    called(step.length, clock.monotonic() - start)
    for (const [index, row] of step.entries()) {
      const answer = answers[index]
      const found = answer === undefined || answer instanceof ServerError ? undefined : parseEntries(answer, undefined, decodeText)
      if (answer !== undefined) bytes += measureReply(answer)
      if (found?.kind !== 'ok') out.push(row)
      else {
        const [entry] = found.value
        out.push({ ...row, gone: entry === undefined, ...(entry !== undefined && { entry }) })
      }
    }
  }
  return out
}

/**
 * One page of a group's pending list, oldest first, with payloads. Paged by id and never by idle time: XPENDING IDLE
 * scans the whole list when nothing matches.
 */
export async function readPendingPage(connection: Connection, clock: Clock, query: PendingQuery): Promise<PendingPage> {
  const key = toArgument(query.key)
  const group = toArgument(query.group)
  // `-` and not 0-0 at the start; the id after `from` instead of `(from`, which came only with 6.2.
  const from = query.from === undefined ? '-' : nextEntryId(query.from)
  let calls = 0
  let longestMs = 0
  const called = (commands: number, ms: number): void => {
    calls += commands
    longestMs = Math.max(longestMs, ms)
  }

  const round = createRound()
  const typeAt = round.add(['TYPE', key])
  const summaryAt = round.add(['XPENDING', key, group])
  const rowsAt = from === undefined ? undefined : round.add(['XPENDING', key, group, from, '+', String(query.count), ...(query.consumer === undefined ? [] : [toArgument(query.consumer)])])
  const start = clock.monotonic()
  const { answers } = await readRound(connection, round, SENDER, query)
  called(round.commands.length, clock.monotonic() - start)
  const at = clock.now()
  requireStream(answerAt(answers, typeAt), query.key)
  const summary = expectAnswer(answers, summaryAt, query, (reply) => parseXpendingSummary(reply, decodeText))
  const rows = rowsAt === undefined ? [] : expectAnswer(answers, rowsAt, query, (reply) => parseXpendingRows(reply, decodeText))
  try {
    const withPayload = await addPayloads(connection, query, rows, called, clock)
    const last = rows[rows.length - 1]
    const total = query.consumer === undefined ? summary.total : Number(summary.owners.find((owner) => owner.consumer === query.consumer)?.pending ?? 0)
    const more = rows.length === query.count && last !== undefined && last.id !== summary.greatestId
    return { rows: withPayload, ...(more && { next: last.id }), total, owners: summary.owners, at, calls, longestMs }
  } catch (error) {
    throw faultFromError(error, query)
  }
}
