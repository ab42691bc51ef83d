import { DEDUPLICATION_FIELD } from '@shared/labs/intake-body'
import type { LabFile } from '@shared/labs/lab-file'
import { marksKey, redriveLogKey } from '@shared/redis/dead-letter'
import type { ByteText } from '@shared/redis/byte-text'
import { compareEntryIds, nextEntryId, toEntryId, type EntryId } from '@shared/redis/entry-id'
import { toArgument } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import type { Reply } from '../redis/reply'
import { parseFields } from '../workers/policies/entry-fields'
import { labKey } from '../workers/policies/policy-commands'
import { toGroupId } from './found-keys'
import type { RunningLab } from './running-lab'
import { toKey } from './to-workers'

const PAGE = 500

/** What a lab keeps in Redis by the name of a stream or a handler. */
export function namedKeys({ streams, groups }: LabFile): ByteText[] {
  const circuits = groups.flatMap(({ breaker, handler }) => (breaker === undefined ? [] : [labKey('circuit', handler.name)]))
  const deadLetters = new Set(groups.flatMap(({ deadLetter }) => deadLetter?.stream ?? []))
  const beside = [...deadLetters].flatMap((stream) => [marksKey(toKey(stream)), redriveLogKey(toKey(stream))])
  return [...streams.map(({ name }) => toKey(name)), ...new Set(circuits), ...beside]
}

interface KeptByEntry {
  stream: ByteText
  /** Fields whose value names a lock. */
  locks: string[]
  /** Groups that keep a guard for each entry. */
  guards: string[]
}

/** Which keys of single entries are this lab's to delete. */
export interface EntryKeyScope {
  /** Last id of a stream that was there before the lab: locks of entries up to it are not its own. */
  foundUpTo: ReadonlyMap<ByteText, EntryId>
  /** No other lab has locks: of one that stands the server does not say whose it is. */
  locks: boolean
  /** The guards of a group: all, those of entries that came after the start, or none. */
  guards: (stream: ByteText, group: string) => 'all' | 'new' | 'none'
}

/** Whether it sets or releases locks of events. */
export function hasLocks({ sources, intake, groups }: LabFile): boolean {
  return intake !== undefined || sources.some(({ enqueue }) => enqueue.idempotency === 'lock') || groups.some(({ releaseLock }) => releaseLock !== undefined)
}

function keptByEntry({ streams, sources, intake, groups }: LabFile, switched: ReadonlySet<string>): KeptByEntry[] {
  return streams.flatMap(({ name }) => {
    const fields = sources.flatMap(({ stream, enqueue }) => (stream === name && enqueue.idempotency === 'lock' ? [enqueue.key] : []))
    const locks = [...new Set([...fields, ...(intake?.stream === name ? [intake.envelope?.key ?? DEDUPLICATION_FIELD] : [])])]
    const guards = groups.filter((group) => group.stream === name && (group.idempotency === 'guard-first' || switched.has(toGroupId(toKey(name), group.name)))).map((group) => group.name)
    return locks.length + guards.length === 0 ? [] : [{ stream: toKey(name), locks, guards }]
  })
}

function keysOf(entry: Reply, { stream, locks, guards }: KeptByEntry, scope: EntryKeyScope): { id: EntryId | undefined; keys: ByteText[] } {
  const [rawId = null, fields = null]: readonly Reply[] = Array.isArray(entry) ? entry : []
  if (!Buffer.isBuffer(rawId)) return { id: undefined, keys: [] }
  const id = toEntryId(rawId.toString('latin1'))
  const values = parseFields(fields)
  const upTo = scope.foundUpTo.get(stream)
  const isNew = upTo === undefined || compareEntryIds(id, upTo) > 0
  const lockKeys = (scope.locks && isNew ? locks : []).flatMap((field) => {
    const value = values.get(field)
    return value === undefined ? [] : [labKey('lock', value)]
  })
  const own = guards.filter((group) => {
    const which = scope.guards(stream, group)
    return which === 'all' || (which === 'new' && isNew)
  })
  return { id, keys: [...lockKeys, ...own.map((group) => labKey('done', group, id))] }
}

/**
 * Keys that a lab keeps for single entries, a page at a time: enqueue locks and guards. Found by the entries that are still in its streams; those
 * of entries that were trimmed before end with their time to live.
 */
export async function* entryKeys(connection: Connection, { file, made }: Pick<RunningLab, 'file' | 'made'>, scope: EntryKeyScope): AsyncGenerator<ByteText[]> {
  for (const kept of keptByEntry(file, made.guards)) {
    for (let from: EntryId | '-' | undefined = '-'; from !== undefined; ) {
      const reply: Reply = await connection.observer.send(['XRANGE', toArgument(kept.stream), from, '+', 'COUNT', String(PAGE)], { by: 'lab', who: file.name })
      const page = Array.isArray(reply) ? (reply as readonly Reply[]).map((entry) => keysOf(entry, kept, scope)) : []
      const keys = page.flatMap((entry) => entry.keys)
      if (keys.length > 0) yield keys
      const last = page.at(-1)?.id
      from = page.length < PAGE || last === undefined ? undefined : nextEntryId(last)
    }
  }
}
