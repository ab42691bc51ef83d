import type { IntakeReceipt, IntakeSend } from '@shared/contract/labs'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { consumerNames } from '@shared/labs/find-lab-mistakes'
import type { LabFile, LabFileGroup } from '@shared/labs/lab-file'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { LabId, LabState, WorkerId } from '@shared/model/worker-state'
import { Fault } from '../fault'
import type { OpenIntake } from '../intake/intake-listener'
import { openLabIntake, type LabIntake } from '../intake/open-lab-intake'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import { toArgument } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import type { LedgerServer } from '../ledger/start-ledger'
import type { WorkerPool } from '../workers/worker-pool'
import { demandLabFile, type LabLibrary, type LabListing } from './lab-library'
import { toConsumerSettings, toKey, toLinkFault, toProducerSettings, toSweeper } from './to-workers'

export interface LabManagerOptions {
  sink: EventSink
  connection: (id: ConnectionId) => Connection
  pool: WorkerPool
  /** Streams of a lab are watched from its start. */
  observer: { watch(stream: StreamRef): void }
  clock: Clock
  random: Random
  /** The host's, which knows HTTP. */
  openIntake: OpenIntake
  logger: Logger
  library: LabLibrary
  /** The database of effects; it starts with the first lab that has any. */
  ledger: () => Promise<LedgerServer>
}

export interface LabManager {
  available(): Promise<LabListing[]>
  /**
   * One that is known by its name, or the text of a file. Gives the id of the lab, which then runs. `onPrepared` hears of
   * it before: its groups are there and its intake is open, and its threads start. Faults: no-such-lab, bad-input,
   * confirm-needed, not-connected, not-possible-now.
   */
  start(input: { connection: ConnectionId } & ({ name: string } | { text: string }), onPrepared?: (lab: LabState) => void): Promise<LabId>
  /** Faults: no-such-lab, not-possible-now. */
  sendToIntake(input: { lab: LabId; what: IntakeSend }): Promise<IntakeReceipt>
  /** Drains its workers. `clean` also deletes the keys that it created, and no other. */
  stop(input: { lab: LabId; clean: boolean }): Promise<void>
  /** The connection was closed, and its workers with it: what ran there runs no more. One that starts or stops just now ends by itself. */
  forget(connection: ConnectionId): void
  /** Stops every lab and leaves the keys. */
  dispose(): Promise<void>
}

interface RunningLab {
  file: LabFile
  connection: ConnectionId
  workers: WorkerId[]
  intake?: LabIntake
  state: LabState
}

const DRAIN_MS = 10_000

export function createLabManager(options: LabManagerOptions): LabManager {
  const { sink, pool, observer, logger, library } = options
  const labs = new Map<LabId, RunningLab>()
  let made = 0

  function become(lab: RunningLab, status: LabState['status'], message?: string): void {
    const { message: _before, ...rest } = lab.state
    lab.state = { ...rest, status, ...(message !== undefined && { message }) }
    sink.append({ kind: 'lab-changed', lab: lab.state })
  }

  function refuse(connection: Connection, { name, sources }: LabFile): void {
    const { label, status, labsAllowed, capabilities } = connection.state()
    if (status.kind !== 'ready') throw new Fault('not-connected', `${label} is not connected.`, 'Wait until it is, or retry the connection.')
    if (!labsAllowed) throw new Fault('confirm-needed', `Labs write to ${label}, and it is neither local nor dev.`, 'Allow labs for this connection first: it asks for the connection name.')
    const idempotent = sources.find(({ enqueue }) => enqueue.idempotency === 'idmp')
    if (idempotent !== undefined && capabilities?.idempotentAdd !== true) {
      throw new Fault('not-possible-now', `The source ${idempotent.name} adds with XADD … IDMP, which ${label} does not have.`, 'Use the built-in sandbox or Redis 8.6, or give the source a lock instead.')
    }
    for (const lab of labs.values()) {
      if (lab.connection === connection.id && lab.file.name === name) throw new Fault('not-possible-now', `The lab ${name} runs on ${label} already.`, 'Stop it first.')
    }
  }

  function groupsOf(lab: RunningLab, stream: string): LabFileGroup[] {
    return lab.file.groups.filter((group) => group.stream === stream)
  }

  async function addGroup(lab: RunningLab, ref: StreamRef, group: LabFileGroup): Promise<void> {
    const names = consumerNames(group.consumers)
    const settings = toConsumerSettings(group, options.connection(lab.connection).state().capabilities?.claimInRead === true)
    const link = toLinkFault(group.link)
    for (const name of names) lab.workers.push(await pool.addConsumer({ ...ref, group: group.name, name, settings, start: false, lab: lab.state.id, link }))
    const [consumer] = names
    if (consumer !== undefined) await pool.setSweeper({ ...ref, group: group.name, consumer, ...toSweeper(group) })
  }

  /**
   * Groups first, so that they are there to be seen before the threads of their consumers have started. That one exists
   * already is fine; what else the server says to it, each worker says when it parks.
   */
  async function createGroups(lab: RunningLab, stream: string): Promise<void> {
    const commands = groupsOf(lab, stream).map(({ name, start }) => ['XGROUP', 'CREATE', toArgument(toKey(stream)), toArgument(name), start, 'MKSTREAM'])
    if (commands.length > 0) await options.connection(lab.connection).writer.pipeline(commands, { by: 'lab', who: lab.file.name })
  }

  /** Which handler wants which type, as rows that a person can look at. */
  async function prepareLedger({ file, state }: RunningLab): Promise<void> {
    if (!file.groups.some((group) => group.handler.effect !== undefined)) return
    const ledger = await options.ledger()
    const rows = file.groups.flatMap(({ name, handler }) => (handler.types ?? ['*']).map((type) => ({ lab: state.id, type, handler: handler.name, group: name, active: true })))
    await ledger.query({ kind: 'subscribe', rows })
  }

  /**
   * One thread after the other, readers first: each costs a tenth of a second of a core to start, and all at once would
   * take the machine from the page that opens at the same time.
   */
  async function startWorkers(lab: RunningLab): Promise<void> {
    for (const id of lab.workers) {
      // A person may have removed or started it while the others started.
      if (pool.states().find((worker) => worker.id === id)?.status.kind !== 'stopped') continue
      pool.start(id)
      await pool.whenStarted(id)
    }
  }

  /** Open before the threads start: a sender is answered from then on, and what it adds waits in the stream. */
  async function openIntake(lab: RunningLab): Promise<void> {
    const { intake: settings, name, streams } = lab.file
    if (settings === undefined) return
    const show = (): void => {
      if (lab.intake === undefined || !labs.has(lab.state.id)) return
      lab.state = { ...lab.state, intake: lab.intake.state() }
      sink.append({ kind: 'lab-changed', lab: lab.state })
    }
    lab.intake = await openLabIntake({
      lab: name, settings, stream: { connection: lab.connection, key: toKey(settings.stream) }, trim: streams.find((stream) => stream.name === settings.stream)?.trim,
      writer: options.connection(lab.connection).writer, open: options.openIntake, sink, clock: options.clock, random: options.random, onChange: show
    })
    show()
  }

  async function closeIntake(lab: RunningLab): Promise<void> {
    const { intake } = lab
    if (intake === undefined) return
    delete lab.intake
    await intake.close()
    const { intake: _closed, ...rest } = lab.state
    lab.state = rest
  }

  async function build(lab: RunningLab, onPrepared: ((lab: LabState) => void) | undefined): Promise<void> {
    await prepareLedger(lab)
    for (const { name } of lab.file.streams) {
      const ref: StreamRef = { connection: lab.connection, key: toKey(name) }
      await createGroups(lab, name)
      observer.watch(ref)
      for (const group of groupsOf(lab, name)) await addGroup(lab, ref, group)
    }
    for (const source of lab.file.sources) {
      const ref: StreamRef = { connection: lab.connection, key: toKey(source.stream) }
      lab.workers.push(await pool.addProducer({ ...ref, name: source.name, settings: toProducerSettings(lab.file, source), start: false, lab: lab.state.id, link: toLinkFault(source.link) }))
    }
    await openIntake(lab)
    onPrepared?.(lab.state)
    await startWorkers(lab)
    // A connection that was closed meanwhile throws here: nothing of the lab may outlive it.
    options.connection(lab.connection)
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

  async function end(lab: RunningLab, clean: boolean): Promise<void> {
    if (lab.state.status === 'stopping') throw new Fault('not-possible-now', 'This lab is stopping already.', 'Wait until its workers have finished.')
    become(lab, 'stopping')
    try {
      await closeIntake(lab)
      await removeWorkers(lab)
      await stopSweepers(lab)
      if (clean) {
        const keys = lab.file.streams.map(({ name }) => toArgument(toKey(name)))
        await options.connection(lab.connection).writer.send(['DEL', ...keys], { by: 'lab', who: lab.file.name })
      }
    } finally {
      // Whatever could not be cleaned: nothing of the lab runs any more.
      labs.delete(lab.state.id)
      become(lab, 'stopped')
      sink.append({ kind: 'lab-removed', id: lab.state.id })
    }
  }

  function find(id: LabId): RunningLab {
    const lab = labs.get(id)
    if (lab === undefined) throw new Fault('no-such-lab', 'This lab does not run.', 'Start it from the list of labs.')
    return lab
  }

  return {
    available: () => library.list(),
    async start({ connection, ...which }, onPrepared) {
      const file = 'text' in which ? demandLabFile(which.text) : await library.find(which.name)
      const { name } = file
      refuse(options.connection(connection), file)
      if ('text' in which) library.remember(file, which.text)
      made += 1
      const id = `lab-${made}`
      const groups = file.groups.map((group) => ({ stream: toKey(group.stream), group: group.name, effect: group.handler.effect !== undefined }))
      const lab: RunningLab = { file, connection, workers: [], state: { id, name, title: file.title, connection, streams: file.streams.map((stream) => toKey(stream.name)), groups, status: 'starting' } }
      labs.set(id, lab)
      become(lab, 'starting')
      try {
        await build(lab, onPrepared)
      } catch (error) {
        // Half a lab would be a lie: what was started ends again, and the reason goes to whoever asked.
        await closeIntake(lab)
        await removeWorkers(lab)
        labs.delete(id)
        become(lab, 'failed', error instanceof Error ? error.message : String(error))
        throw error
      }
      become(lab, 'running')
      return id
    },
    forget(connection) {
      for (const [id, lab] of labs) {
        if (lab.connection !== connection || lab.state.status !== 'running') continue
        labs.delete(id)
        void closeIntake(lab)
        sink.append({ kind: 'lab-removed', id })
      }
    },
    async sendToIntake({ lab: id, what }) {
      const { intake } = find(id)
      if (intake === undefined) throw new Fault('not-possible-now', 'This lab has no open intake.', 'Give its file an intake, and start it.')
      return intake.send(what)
    },
    stop: async ({ lab, clean }) => end(find(lab), clean),
    async dispose() {
      const ending = [...labs.values()].map((lab) => end(lab, false).catch((error: unknown) => logger.warn({ lab: lab.file.name, error: String(error) }, 'a lab did not end in order')))
      await Promise.all(ending)
    }
  }
}
