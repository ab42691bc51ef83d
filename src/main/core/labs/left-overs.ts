import type { LeftOverKey } from '@shared/contract/faults'
import type { Outcome } from '@shared/contract/primitives'
import type { Clock } from '@shared/lib/clock'
import { LEFT_OVERS_SHOWN, type ConnectionState, type LeftOverKeys } from '@shared/model/connection-state'
import { isLabKey, LAB_PREFIX, type ConnectionId } from '@shared/model/stream-ref'
import { usedByLab } from '@shared/model/used-by-lab'
import type { ByteText } from '@shared/redis/byte-text'
import { replyNumber, replyText } from '@shared/redis/reply-value'
import { Fault } from '../fault'
import type { EventLog } from '../live/event-log'
import type { Logger } from '../logging/logger'
import { toArgument, toText } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { GuardError, NoReplyError, ServerError } from '../redis/reply'

export interface LeftOversOptions {
  log: EventLog
  connection: (id: ConnectionId) => Connection
  /** Writes down what was found; undefined takes it away. */
  note: (id: ConnectionId, found: LeftOverKeys | undefined) => void
  /** Sends one write and says what came of it. */
  remove: (connection: Connection, key: ByteText) => Promise<Outcome>
  clock: Clock
  logger: Logger
  /** Of this Sluice, as it stands in CLIENT LIST. */
  instance: string
}

export interface LeftOverList {
  keys: LeftOverKey[]
  complete: boolean
  /** Why none may be cleaned: they may be those of another Sluice that works here. */
  otherSluice?: string
  /** Why it is not known whether another one does. */
  unsure?: string
}

/**
 * Keys under the lab prefix that no lab of ours has, left by a Sluice that was killed. Looked for when a connection on
 * which labs may run becomes ready; offered, and never cleaned by itself.
 */
export interface LeftOvers {
  list(connection: ConnectionId): Promise<LeftOverList>
  /** One DEL each, with its outcome. Throws Fault when one of them is in use, or may be another Sluice's. */
  clean(connection: ConnectionId, keys: readonly ByteText[]): Promise<{ key: ByteText; outcome: Outcome }[]>
  /** They stay, and this run asks no more. */
  keep(connection: ConnectionId): void
  dispose(): void
}

const SENDER: Sender = { by: 'observer', who: 'left-overs' }
/** A step looks at about STEP_KEYS keys; MOST_STEPS of them and no more, so that a large server is not searched whole. */
const STEP_KEYS = 500
const MOST_STEPS = 400
const PAUSE_MS = 20

function mayRunLabs({ kind, status, labsAllowed }: ConnectionState): boolean {
  return kind === 'remote' && status.kind === 'ready' && labsAllowed
}

export function createLeftOvers(options: LeftOversOptions): LeftOvers {
  const { log, clock, logger } = options
  const life = new AbortController()
  const kept = new Set<ConnectionId>()
  /** The epoch at which each was searched: after a restart of the server there may be others. */
  const searched = new Map<ConnectionId, number>()

  function usage(connection: ConnectionId, key: ByteText): string | undefined {
    return usedByLab(log.current(), connection, key)
  }

  async function search(connection: Connection): Promise<LeftOverKeys> {
    const found = new Set<ByteText>()
    let cursor = '0'
    let steps = 0
    do {
      const reply = await connection.observer.send(['SCAN', cursor, 'MATCH', `${LAB_PREFIX}*`, 'COUNT', String(STEP_KEYS)], SENDER)
      const [next, names] = Array.isArray(reply) ? (reply as readonly unknown[]) : []
      cursor = replyText(next) ?? '0'
      for (const name of Array.isArray(names) ? (names as readonly unknown[]) : []) {
        const key = replyText(name, toText)
        if (key !== undefined && isLabKey(key)) found.add(key)
      }
      steps += 1
      if (cursor !== '0') await clock.sleep(PAUSE_MS, life.signal)
    } while (cursor !== '0' && steps < MOST_STEPS && !life.signal.aborted)
    const unused = [...found].filter((key) => usage(connection.id, key) === undefined)
    return { keys: unused.sort().slice(0, LEFT_OVERS_SHOWN), found: unused.length, complete: cursor === '0', at: clock.now() }
  }

  async function lookAt(id: ConnectionId): Promise<void> {
    try {
      const found = await search(options.connection(id))
      if (!life.signal.aborted && !kept.has(id)) options.note(id, found.found > 0 ? found : undefined)
    } catch (error) {
      // A broken connection is looked at again when it is back; who may not SCAN finds nothing.
      if (error instanceof NoReplyError) searched.delete(id)
      else if (!(error instanceof ServerError || error instanceof GuardError || error instanceof Fault)) throw error
    }
  }

  const unsubscribe = log.onAppend(({ event }) => {
    if (event.kind === 'connection-removed') {
      kept.delete(event.id)
      searched.delete(event.id)
    }
    if (event.kind !== 'connection-changed') return
    const { id, epoch } = event.connection
    if (!mayRunLabs(event.connection) || kept.has(id) || searched.get(id) === epoch) return
    searched.set(id, epoch)
    lookAt(id).catch((error: unknown) => logger.error({ connection: id, error: String(error) }, 'the search for keys of labs failed'))
  })

  /** Another Sluice with workers on this server: which keys they work on the server does not say. */
  async function findOthers(connection: Connection): Promise<Pick<LeftOverList, 'otherSluice' | 'unsure'>> {
    try {
      const clients = replyText(await connection.observer.send(['CLIENT', 'LIST'], SENDER)) ?? ''
      const others = new Set([...clients.matchAll(/ name=sluice:([^: ]+):worker:/g)].map(([, instance = '']) => instance).filter((instance) => instance !== options.instance))
      if (others.size === 0) return {}
      return { otherSluice: `Another Sluice has workers on this server (${[...others].join(', ')}): these may be its keys. Stop its labs first.` }
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      return { unsure: `Whether another Sluice works here is not known: ${error.message}` }
    }
  }

  async function list(id: ConnectionId): Promise<LeftOverList> {
    const connection = options.connection(id)
    const { leftOvers } = connection.state()
    if (leftOvers === undefined) return { keys: [], complete: true }
    const { keys, complete } = leftOvers
    const answers = await connection.observer.pipeline(keys.flatMap((key) => [['TYPE', toArgument(key)], ['XLEN', toArgument(key)]]), SENDER)
    const found = keys.map((key, index): LeftOverKey => {
      const [type, length] = answers.slice(index * 2, index * 2 + 2)
      const entries = length instanceof ServerError ? undefined : replyNumber(length)
      const usedBy = usage(id, key)
      const word = type instanceof ServerError ? 'unknown' : (replyText(type) ?? 'unknown')
      return { key, type: word, ...(word === 'stream' && entries !== undefined && { length: entries }), ...(usedBy !== undefined && { usedBy }) }
    })
    return { keys: found.filter(({ type }) => type !== 'none'), complete, ...(await findOthers(connection)) }
  }

  return {
    list,
    async clean(id, keys) {
      const connection = options.connection(id)
      for (const key of keys) {
        if (!isLabKey(key)) throw new Fault('forbidden', `Only keys under ${LAB_PREFIX} are cleaned.`, 'Choose from the list.')
        const usedBy = usage(id, key)
        if (usedBy !== undefined) throw new Fault('not-possible-now', usedBy, 'Stop it first, or leave this key out.')
      }
      const { otherSluice } = await findOthers(connection)
      if (otherSluice !== undefined) throw new Fault('not-possible-now', otherSluice, 'Stop the other one first.')
      const done: { key: ByteText; outcome: Outcome }[] = []
      for (const key of keys) done.push({ key, outcome: await options.remove(connection, key) })
      const gone = new Set(done.filter(({ outcome }) => outcome.kind === 'ok').map(({ key }) => key))
      const { leftOvers } = connection.state()
      if (leftOvers !== undefined) {
        const left = leftOvers.keys.filter((key) => !gone.has(key))
        const found = leftOvers.found - (leftOvers.keys.length - left.length)
        options.note(id, found <= 0 ? undefined : { ...leftOvers, keys: left, found })
        // What was not in the list comes into it now.
        if (left.length === 0 && found > 0) await lookAt(id)
      }
      return done
    },
    keep(id) {
      options.connection(id)
      kept.add(id)
      options.note(id, undefined)
    },
    dispose() {
      life.abort()
      unsubscribe()
    }
  }
}
