import { consumerNames } from '@shared/labs/consumer-names'
import type { LabFileGroup, LabFileStream } from '@shared/labs/lab-file'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { LedgerServer } from '../ledger/start-ledger'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import type { WorkerPool } from '../workers/worker-pool'
import { ServerError } from '../redis/reply'
import { existing, toGroupId } from './found-keys'
import { hasEffects, type RunningLab } from './running-lab'
import { toConsumerSettings, toKey, toLinkFault, toProducerSettings, toSweeper } from './to-workers'

export interface LabCrewOptions {
  connection: (id: ConnectionId) => Connection
  pool: WorkerPool
  observer: { watch(stream: StreamRef): void }
  ledger: () => Promise<LedgerServer>
}

/** Who does the work of labs: their groups on the server, their workers and sweepers. */
export interface LabCrew {
  /** Makes groups and workers; none of these runs yet. */
  hire(lab: RunningLab): Promise<void>
  startWorkers(lab: RunningLab): Promise<void>
  /** Lets them finish, at most 10 s. */
  removeWorkers(lab: RunningLab): Promise<void>
  stopSweepers(lab: RunningLab): Promise<void>
}

const DRAIN_MS = 10_000

export function createLabCrew(options: LabCrewOptions): LabCrew {
  const { pool, observer } = options

  function groupsOf(lab: RunningLab, stream: string): LabFileGroup[] {
    return lab.file.groups.filter((group) => group.stream === stream)
  }

  async function addGroup(lab: RunningLab, ref: StreamRef, group: LabFileGroup): Promise<void> {
    const names = consumerNames(group.consumers)
    const settings = toConsumerSettings(group, options.connection(lab.connection).state().capabilities?.claimInRead === true)
    const link = toLinkFault(group.link)
    for (const name of names) lab.workers.push(await pool.addConsumer({ ...ref, group: group.name, name, settings, start: false, lab: lab.state.id, link }))
    for (const name of group.standby) {
      const id = await pool.addConsumer({ ...ref, group: group.name, name, settings, start: false, lab: lab.state.id, link })
      lab.workers.push(id)
      lab.standby.add(id)
    }
    const [consumer] = names
    if (consumer !== undefined) await pool.setSweeper({ ...ref, group: group.name, consumer, ...toSweeper(group) })
  }

  /**
   * Groups first, so that they are there to be seen before the threads of their consumers have started. That one exists
   * already is fine; what else the server says to it, each worker says when it parks.
   */
  async function createGroups(lab: RunningLab, stream: string): Promise<void> {
    const commands = groupsOf(lab, stream).map(({ name, start }) => ['XGROUP', 'CREATE', toArgument(toKey(stream)), toArgument(name), start, 'MKSTREAM'])
    if (commands.length === 0) return
    const replies = await options.connection(lab.connection).writer.pipeline(commands, { by: 'lab', who: lab.file.name })
    for (const [index, { name }] of groupsOf(lab, stream).entries()) if (!(replies[index] instanceof ServerError)) lab.made.groups.add(toGroupId(toKey(stream), name))
  }

  /** History that the groups find. A stream that is there already has its own. */
  async function addSeed(lab: RunningLab, { name, seed }: LabFileStream): Promise<void> {
    const key = toKey(name)
    const sender: Sender = { by: 'lab', who: lab.file.name }
    const connection = options.connection(lab.connection)
    if (seed === undefined || (await existing(connection, [key], sender)).length > 0) return
    await connection.writer.pipeline(seed.map((fields) => ['XADD', toArgument(key), '*', ...Object.entries(fields).flatMap((pair) => pair.map(toArgument))]), sender)
  }

  async function hire(lab: RunningLab): Promise<void> {
    // Its start is the lab's own mistake to tell, and not that of each consumer.
    if (hasEffects(lab.file)) await options.ledger()
    for (const stream of lab.file.streams) {
      const { name } = stream
      const ref: StreamRef = { connection: lab.connection, key: toKey(name) }
      await addSeed(lab, stream)
      await createGroups(lab, name)
      observer.watch(ref)
      for (const group of groupsOf(lab, name)) await addGroup(lab, ref, group)
    }
    for (const source of lab.file.sources) {
      const ref: StreamRef = { connection: lab.connection, key: toKey(source.stream) }
      lab.workers.push(await pool.addProducer({ ...ref, name: source.name, settings: toProducerSettings(lab.file, source), start: false, lab: lab.state.id, link: toLinkFault(source.link) }))
    }
  }

  /**
   * One thread after the other, readers first: each costs a tenth of a second of a core to start, and all at once would
   * take the machine from the page that opens at the same time.
   */
  async function startWorkers(lab: RunningLab): Promise<void> {
    for (const id of lab.workers) {
      if (lab.state.status !== 'starting') return
      if (lab.standby.has(id)) continue
      // A person may have removed or started it while the others started.
      if (pool.states().find((worker) => worker.id === id)?.status.kind !== 'stopped') continue
      pool.start(id)
      await pool.whenStarted(id)
    }
  }

  /** Workers that a person has removed meanwhile are gone already; those added to the lab's streams by hand stay. */
  async function removeWorkers(lab: RunningLab): Promise<void> {
    await pool.drain(lab.workers, DRAIN_MS)
    const known = new Set(pool.states().map((worker) => worker.id))
    for (const id of lab.workers) if (known.has(id)) await pool.remove(id, { deleteConsumer: false })
  }

  async function stopSweepers(lab: RunningLab): Promise<void> {
    for (const group of lab.file.groups) {
      await pool.setSweeper({ connection: lab.connection, key: toKey(group.stream), group: group.name, ...toSweeper(group), enabled: false, consumer: consumerNames(group.consumers)[0] ?? '' })
    }
  }

  return { hire, startWorkers, removeWorkers, stopSweepers }
}
