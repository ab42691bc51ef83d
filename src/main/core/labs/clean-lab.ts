import type { KeptKey } from '@shared/contract/labs'
import type { ByteText } from '@shared/redis/byte-text'
import { toArgument } from '../redis/bytes'
import type { Command, Connection, Sender } from '../redis/dispatcher'
import { labKey } from '../workers/policies/policy-commands'
import { existing, toGroupId, type LabMakings } from './found-keys'
import { entryKeys, hasLocks, namedKeys } from './lab-keys'
import type { RunningLab } from './running-lab'
import { toKey } from './to-workers'

export interface Cleaned {
  removed: ByteText[]
  /** What is still there, and why. */
  kept: KeptKey[]
  /** Labs that something became the own of. */
  heirs: ReadonlySet<RunningLab>
}

/** By its file, and by policies that were switched on since. */
function allNames({ file, made, found }: RunningLab): ByteText[] {
  return [...new Set([...namedKeys(file), ...made.keys, ...found.map(({ key }) => key)])]
}

function hasGroup({ file }: RunningLab, stream: ByteText, group: string): boolean {
  return file.groups.some((each) => toKey(each.stream) === stream && each.name === group)
}

/** What another lab had made under a key is this one's from now on. */
function inherit(heir: RunningLab, key: ByteText, from: LabMakings): void {
  heir.made.keys.add(key)
  for (const group of from.groups) if (group.startsWith(toGroupId(key, ''))) heir.made.groups.add(group)
  heir.found = heir.found.filter((each) => each.key !== key)
}

/**
 * Deletes what a lab made, and nothing else: not what another lab of this server uses, and not what stood under its names
 * before it started, unless `withFound`. Of a stream that stays, it takes the groups away that it made.
 */
export async function cleanLab(connection: Connection, lab: RunningLab, others: readonly RunningLab[], withFound: boolean): Promise<Cleaned> {
  const { file, made } = lab
  const sender: Sender = { by: 'lab', who: file.name }
  const remove = (keys: readonly ByteText[]): Promise<unknown> => connection.writer.send(['DEL', ...keys.map(toArgument)], sender)
  const found = withFound ? [] : lab.found

  // At once, before anything is awaited: of two that leave together the later one finds what it inherits.
  const heirs = new Set<RunningLab>()
  const staying = new Map<ByteText, string>()
  const names = allNames(lab)
  for (const key of names) {
    const heir = others.find((other) => allNames(other).includes(key))
    if (heir !== undefined && made.keys.has(key)) {
      inherit(heir, key, made)
      heirs.add(heir)
    }
    if (heir !== undefined) staying.set(key, `the lab ${heir.file.name} uses it`)
    else if (found.some((each) => each.key === key)) staying.set(key, 'it was there before the lab')
  }

  const locker = others.find((other) => hasLocks(other.file))
  const scope = {
    foundUpTo: new Map(found.flatMap(({ key, lastId }) => (lastId === undefined ? [] : [[key, lastId] as const]))),
    locks: locker === undefined,
    guards: (stream: ByteText, group: string) => {
      if (others.some((other) => hasGroup(other, stream, group))) return 'none'
      return made.groups.has(toGroupId(stream, group)) ? 'all' : 'new'
    }
  } as const
  for await (const keys of entryKeys(connection, lab, scope)) await remove(keys)

  const removed = names.filter((key) => !staying.has(key))
  if (removed.length > 0) await remove(removed)

  const groups = file.groups.flatMap(({ stream, name }): Command[] => {
    const key = toKey(stream)
    const isOwn = staying.has(key) && made.groups.has(toGroupId(key, name)) && !others.some((other) => hasGroup(other, key, name))
    return isOwn ? [['XGROUP', 'DESTROY', toArgument(key), toArgument(name)]] : []
  })
  if (groups.length > 0) await connection.writer.pipeline(groups, sender)

  const kept = (await existing(connection, [...staying.keys()], sender)).map((key) => ({ key, why: staying.get(key) ?? '' }))
  const locks = locker !== undefined && hasLocks(file) ? [{ key: labKey('lock', '*'), why: `the lab ${locker.file.name} has locks too; each ends with its time to live` }] : []
  return { removed, kept: [...kept, ...locks], heirs }
}
