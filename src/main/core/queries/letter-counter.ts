import type { LetterCount } from '@shared/model/stream-state'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { splitDeadLetter } from '@shared/redis/dead-letter'
import { ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import { parseEntries } from '@shared/redis/parse-entries'
import { parsed, unreadable } from '@shared/redis/parsed'
import { replyNumber } from '@shared/redis/reply-value'
import { decodeText } from '../observe/decode-text'
import { createRound } from '../observe/round'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { expectAnswer, readRound } from './read-round'

/** A whole stream by handler, at one moment. */
export interface LetterCounts {
  length: number
  /** The newest letter that was counted; 0-0 of an empty stream. */
  newest: EntryId
  counts: LetterCount[]
}

/** Counts the letters of one dead-letter stream by handler, a few pages a step, and later only what is new. */
export interface LetterCounter {
  /**
   * The counts when all that lies there is counted; undefined while it is not: more to read, too much to count, or a user
   * who may not use MULTI. Faults as reads do.
   */
  step(): Promise<LetterCounts | undefined>
}

const SENDER: Sender = { by: 'observer', who: 'dead letters' }
const PAGE = 200
const PAGES_PER_STEP = 3
/** What is longer is not counted: it would have to be read again whole after every XDEL. */
export const MOST_COUNTED = 5000

export function createLetterCounter(connection: Connection, stream: StreamRef): LetterCounter {
  let counts = new Map<ByteText | undefined, number>()
  let total = 0
  let newest: EntryId = ZERO_ID

  function forget(): void {
    counts = new Map()
    total = 0
    newest = ZERO_ID
  }

  /** One page after what is counted, and XLEN at the same moment. */
  async function readPage(): Promise<{ atomic: boolean; length: number; found: number }> {
    const round = createRound()
    const lengthAt = round.add(['XLEN', toArgument(stream.key)])
    const pageAt = round.add(['XRANGE', toArgument(stream.key), total === 0 ? '-' : `(${newest}`, '+', 'COUNT', String(PAGE)])
    const { answers, atomic } = await readRound(connection, round, SENDER, stream)
    const length = expectAnswer(answers, lengthAt, stream, (reply) => {
      const value = replyNumber(reply)
      return value === undefined ? unreadable('XLEN is no number') : parsed(value)
    })
    const entries = expectAnswer(answers, pageAt, stream, (reply) => parseEntries(reply, undefined, decodeText))
    for (const { fields } of entries) {
      const { handler } = splitDeadLetter(fields).origin
      counts.set(handler, (counts.get(handler) ?? 0) + 1)
    }
    total += entries.length
    newest = entries.at(-1)?.id ?? newest
    return { atomic, length, found: entries.length }
  }

  return {
    async step() {
      for (let page = 0; page < PAGES_PER_STEP; page++) {
        const { atomic, length, found } = await readPage()
        if (!atomic || length > MOST_COUNTED) {
          forget()
          return undefined
        }
        if (found === PAGE) continue
        // Ids only rise: as many as there are, and all after the last one seen, are all there are.
        if (total === length) return { length, newest, counts: [...counts].map(([handler, count]) => ({ count, ...(handler !== undefined && { handler }) })) }
        // Some of those that were counted are gone.
        forget()
      }
      return undefined
    }
  }
}
