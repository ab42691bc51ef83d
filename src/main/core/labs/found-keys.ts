import type { FoundKey, LabId } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { parseReplyMap } from '@shared/redis/parse-reply-map'
import { replyId, replyNumber } from '@shared/redis/reply-value'
import { toArgument, toText } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'

/** What a lab made on its server, over all of its runs since its keys were last cleaned. Nothing else of that server is its to delete. */
export interface LabMakings {
  id: LabId
  keys: Set<ByteText>
  /** Of groups, by stream and name. */
  groups: Set<string>
  /** Groups that had a guard for each entry by a switch, where their file has none. */
  guards: Set<string>
}

export function createMakings(id: LabId): LabMakings {
  return { id, keys: new Set(), groups: new Set(), guards: new Set() }
}

/** What names a group among those of all streams: no key of a lab file has a line break. */
export function toGroupId(stream: ByteText, group: ByteText): string {
  return `${stream}\n${group}`
}

export interface FoundBefore extends FoundKey {
  /** Entries up to it were there before; undefined: it is no stream, or could not be read. */
  lastId?: EntryId
}

/** Which of these keys exist. One of which the server does not say it counts as there: it is then nothing that a lab made. */
export async function existing(connection: Connection, keys: readonly ByteText[], sender: Sender): Promise<ByteText[]> {
  if (keys.length === 0) return []
  const replies = await connection.observer.pipeline(keys.map((key) => ['EXISTS', toArgument(key)]), sender)
  return keys.filter((_key, index) => replies[index] !== '0')
}

/** Which of these names of a lab stand there before it makes anything under them. */
export async function findKeysBefore(connection: Connection, names: readonly ByteText[], sender: Sender): Promise<FoundBefore[]> {
  const keys = await existing(connection, names, sender)
  if (keys.length === 0) return []
  const replies = await connection.observer.pipeline(keys.map((key) => ['XINFO', 'STREAM', toArgument(key)]), sender)
  return keys.map((key, index) => {
    const info = parseReplyMap(replies[index], toText)
    const entries = info.kind === 'ok' ? replyNumber(info.value.get('length')) : undefined
    const lastId = info.kind === 'ok' ? replyId(info.value.get('last-generated-id'), toText) : undefined
    return { key, ...(entries !== undefined && { entries }), ...(lastId !== undefined && { lastId }) }
  })
}
