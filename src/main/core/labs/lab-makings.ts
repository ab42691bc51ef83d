import type { LabFile } from '@shared/labs/lab-file'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { LabId } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { LedgerServer } from '../ledger/start-ledger'
import type { Connection } from '../redis/dispatcher'
import { NoReplyError } from '../redis/reply'
import { cleanLab, type Cleaned } from './clean-lab'
import { createMakings, existing, findKeysBefore, toGroupId, type FoundBefore, type LabMakings } from './found-keys'
import { namedKeys } from './lab-keys'
import { hasEffects, type RunningLab } from './running-lab'
import { toKey } from './to-workers'

export interface LabMakingsOptions {
  connection: (id: ConnectionId) => Connection
  observer: { watch(stream: StreamRef): void; unwatch(stream: StreamRef): void }
  ledger: () => Promise<LedgerServer>
}

/** Knows what labs made on their servers, from one run of a lab to its next, and cleans it. */
export interface MakingsKeeper {
  /** Before a lab makes anything: what it had made earlier, and what else stands under its names. Started again, a lab goes on with its rows of the ledger. */
  take(connection: ConnectionId, file: LabFile): Promise<{ made: LabMakings; found: FoundBefore[] }>
  /** Policies that are switched on while it runs name more keys: `file` is the lab's with them. */
  takeMore(lab: RunningLab, file: LabFile): Promise<void>
  /** The lab left its keys. What it never made is not its own in its next run. */
  keep(lab: RunningLab): Promise<void>
  clean(lab: RunningLab, others: readonly RunningLab[], withFound: boolean): Promise<Cleaned>
  forget(connection: ConnectionId): void
}

export function createMakingsKeeper(options: LabMakingsOptions): MakingsKeeper {
  const { observer } = options
  /** Of labs whose keys are still there. */
  const kept = new Map<string, LabMakings>()
  let count = 0
  const nameOf = (connection: ConnectionId, { name }: LabFile): string => `${connection} ${name}`

  /** What comes under these names from now on has nothing to do with what was: neither for the ledger, nor for what was counted. */
  async function beginAnew(connection: ConnectionId, file: LabFile, id: LabId, gone: readonly ByteText[]): Promise<void> {
    kept.delete(nameOf(connection, file))
    if (hasEffects(file)) await (await options.ledger()).query({ kind: 'forget', lab: id })
    for (const key of file.streams.map(({ name }) => toKey(name)).filter((stream) => gone.includes(stream))) {
      observer.unwatch({ connection, key })
      observer.watch({ connection, key })
    }
  }

  async function takeMade(connection: ConnectionId, file: LabFile): Promise<LabMakings> {
    const earlier = kept.get(nameOf(connection, file))
    if (earlier !== undefined) {
      const streams = file.streams.map(({ name }) => toKey(name))
      if ((await existing(options.connection(connection), streams, { by: 'lab', who: file.name })).length > 0) return earlier
      // Somebody else has deleted them.
      await beginAnew(connection, file, earlier.id, streams)
    }
    count += 1
    const made = createMakings(`lab-${count}`)
    kept.set(nameOf(connection, file), made)
    return made
  }

  /** Without a server nobody can look; then it is nothing that the lab made. */
  async function lookBefore({ connection, file }: RunningLab, names: readonly ByteText[]): Promise<FoundBefore[]> {
    try {
      return await findKeysBefore(options.connection(connection), names, { by: 'lab', who: file.name })
    } catch (error) {
      if (!(error instanceof NoReplyError)) throw error
      return names.map((key) => ({ key }))
    }
  }

  return {
    async take(connection, file) {
      const made = await takeMade(connection, file)
      const names = namedKeys(file)
      const found = await findKeysBefore(options.connection(connection), names.filter((key) => !made.keys.has(key)), { by: 'lab', who: file.name })
      for (const key of names) if (!found.some((each) => each.key === key)) made.keys.add(key)
      return { made, found }
    },
    async takeMore(lab, file) {
      const { made } = lab
      for (const { stream, name, idempotency } of file.groups) if (idempotency === 'guard-first') made.guards.add(toGroupId(toKey(stream), name))
      const names = namedKeys(file).filter((key) => !made.keys.has(key) && !lab.found.some((each) => each.key === key))
      if (names.length === 0) return
      const found = await lookBefore(lab, names)
      for (const key of names) if (!found.some((each) => each.key === key)) made.keys.add(key)
      lab.found = [...lab.found, ...found]
    },
    async keep({ connection, file, made }) {
      try {
        made.keys = new Set(await existing(options.connection(connection), [...made.keys], { by: 'lab', who: file.name }))
      } catch (error) {
        // Without a server nobody can look; what it may have made stays its own.
        if (!(error instanceof NoReplyError)) throw error
      }
    },
    async clean(lab, others, withFound) {
      const cleaned = await cleanLab(options.connection(lab.connection), lab, others, withFound)
      await beginAnew(lab.connection, lab.file, lab.made.id, cleaned.removed)
      return cleaned
    },
    forget(connection) {
      for (const name of kept.keys()) if (name.startsWith(`${connection} `)) kept.delete(name)
    }
  }
}
