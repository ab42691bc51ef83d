import type { StreamRef } from '@shared/model/stream-ref'
import type { PendingRow } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { Entry } from '@shared/redis/entry'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { parseEntries } from '@shared/redis/parse-entries'
import { parseXinfoGroups, type XinfoGroup } from '@shared/redis/parse-xinfo'
import { parseXpendingRows } from '@shared/redis/parse-xpending'
import { Fault } from '../fault'
import { decodeText } from '../observe/decode-text'
import { answerAt, createRound, type Answer } from '../observe/round'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { ServerError } from '../redis/reply'
import { expectAnswer, readRound, requireStream } from './read-round'

const SENDER: Sender = { by: 'observer', who: 'life line' }
const ATTEMPTS = 3

/** The classes of TRUST I3: exactly one holds for every id, group and moment. */
export type Standing = 'undelivered' | 'pending' | 'pending, entry gone' | 'settled' | 'removed'

/** Pending wins over the cursor: an id may be pending and lie after it (XCLAIM FORCE, XGROUP SETID back). */
export function classifyStanding(facts: { exists: boolean; delivered: boolean; pending: boolean }): Standing {
  if (facts.pending) return facts.exists ? 'pending' : 'pending, entry gone'
  if (!facts.exists) return 'removed'
  return facts.delivered ? 'settled' : 'undelivered'
}

export interface EntryStanding {
  group: ByteText
  standing: Standing | 'unknown'
  pending?: PendingRow
  why?: string
}

export interface EntryStandings {
  entry?: Entry
  groups: EntryStanding[]
}

function standInGroup(group: XinfoGroup, answer: Answer | undefined, id: EntryId, exists: boolean): EntryStanding {
  const rows = answer === undefined || answer instanceof ServerError ? undefined : parseXpendingRows(answer, decodeText)
  if (rows?.kind !== 'ok') return { group: group.name, standing: 'unknown', why: answer instanceof ServerError ? answer.message : (rows?.why ?? 'XPENDING was not answered.') }
  const row = rows.value[0]
  const delivered = compareEntryIds(id, group.lastDeliveredId) <= 0
  const standing = classifyStanding({ exists, delivered, pending: row !== undefined })
  return {
    group: group.name,
    standing,
    ...(row !== undefined && { pending: { ...row, gone: !exists } }),
    ...(row !== undefined && exists && !delivered && { why: 'The cursor lies before it: the group will deliver it again.' })
  }
}

/** How one entry stands in every group, in one MULTI where this user may: entry, cursors and pending rows of one moment. */
export async function readStandings(connection: Connection, stream: StreamRef, id: EntryId): Promise<EntryStandings> {
  const key = toArgument(stream.key)
  let names: ByteText[] = []
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const round = createRound()
    const typeAt = round.add(['TYPE', key])
    const groupsAt = round.add(['XINFO', 'GROUPS', key])
    const entryAt = round.add(['XRANGE', key, id, id])
    const rowsAt = new Map(names.map((name) => [name, round.add(['XPENDING', key, toArgument(name), id, id, '1'])]))
    const { answers } = await readRound(connection, round, SENDER, stream)
    requireStream(answerAt(answers, typeAt), stream.key)
    const groups = expectAnswer(answers, groupsAt, stream, (reply) => parseXinfoGroups(reply, decodeText))
    if (groups.every((group) => rowsAt.has(group.name))) {
      const [entry] = expectAnswer(answers, entryAt, stream, (reply) => parseEntries(reply, undefined, decodeText))
      return {
        ...(entry !== undefined && { entry }),
        groups: groups.map((group) => standInGroup(group, answerAt(answers, rowsAt.get(group.name)), id, entry !== undefined))
      }
    }
    // The names are known only now; the reading that counts must hold them and the rows at one moment.
    names = groups.map((group) => group.name)
  }
  throw new Fault('server-error', 'Groups are being created faster than they can be read.', 'Try again.')
}
