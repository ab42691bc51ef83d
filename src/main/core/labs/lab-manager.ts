import type { IntakeReceipt, IntakeSend, KeptKey } from '@shared/contract/labs'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { nameConsumers } from '@shared/labs/consumer-names'
import { findLabMistakes } from '@shared/labs/find-lab-mistakes'
import { formatPath } from '@shared/labs/parse-lab-file'
import { describeFound } from '@shared/model/describe-found'
import type { LabFile } from '@shared/labs/lab-file'
import type { ConnectionState } from '@shared/model/connection-state'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { LabId, LabState } from '@shared/model/worker-state'
import { Fault } from '../fault'
import type { OpenIntake } from '../intake/intake-listener'
import { openLabIntake } from '../intake/open-lab-intake'
import { createSampleBodies } from '../intake/sample-deliveries'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import type { Connection } from '../redis/dispatcher'
import type { LedgerServer } from '../ledger/start-ledger'
import { refuseBadProducer } from '../workers/refuse-worker'
import type { WorkerPool } from '../workers/worker-pool'
import { policiesOfFile } from './group-control'
import { createLabCrew } from './lab-crew'
import { namedKeys } from './lab-keys'
import { demandLabFile, type LabLibrary, type LabListing } from './lab-library'
import { createMakingsKeeper } from './lab-makings'
import { createRunningGroups, hasClaimInRead, type RunningGroups } from './running-groups'
import { withFoundKeys, type RunningLab } from './running-lab'
import { toHandlerState } from './subscription-control'
import { toKey, toProducerSettings } from './to-workers'

export interface LabManagerOptions {
  sink: EventSink
  connection: (id: ConnectionId) => Connection
  pool: WorkerPool
  /** Streams of a lab are watched from its start; one that was deleted with it, anew. */
  observer: { watch(stream: StreamRef): void; unwatch(stream: StreamRef): void }
  clock: Clock
  random: Random
  /** This host in the names of consumers. */
  hostName: string
  /** The host's, which knows HTTP. */
  openIntake: OpenIntake
  logger: Logger
  library: LabLibrary
  /** The database of effects; it starts with the first lab that has any. */
  ledger: () => Promise<LedgerServer>
}

export interface LabManager extends RunningGroups {
  available(): Promise<LabListing[]>
  /**
   * One that is known by its name, or the text of a file. Gives the id of the lab, which then runs. `onPrepared` hears of
   * it before: its groups are there and its intake is open, and its threads start. Faults: no-such-lab, bad-input,
   * confirm-needed, not-connected, not-possible-now.
   */
  start(input: { connection: ConnectionId } & ({ name: string } | { text: string }), onPrepared?: (lab: LabState) => void): Promise<LabId>
  /** Faults: no-such-lab, not-possible-now. */
  sendToIntake(input: { lab: LabId; what: IntakeSend }): Promise<IntakeReceipt>
  /** Drains its workers. `clean` also deletes the keys that it made, and `withFound` what stood under its names before; what another lab uses stays. */
  stop(input: { lab: LabId; clean: boolean; withFound?: boolean | undefined }): Promise<{ kept: KeptKey[] }>
  /** The connection was closed, and its workers with it: what ran there runs no more. One that starts or stops just now ends by itself. */
  forget(connection: ConnectionId): void
  /** Stops every lab and leaves the keys. */
  dispose(): Promise<void>
}

export function createLabManager(options: LabManagerOptions): LabManager {
  const { sink, logger, library } = options
  const labs = new Map<LabId, RunningLab>()
  const crew = createLabCrew(options)
  const makings = createMakingsKeeper(options)
  const groups = createRunningGroups({ ...options, find, crew, makings })

  /** Undefined: it was closed. */
  function serverOf(id: ConnectionId): ConnectionState | undefined {
    try {
      return options.connection(id).state()
    } catch (error) {
      if (error instanceof Fault) return undefined
      throw error
    }
  }

  /** One server may be open under two names. */
  function isSameServer(one: ConnectionId, other: ConnectionId): boolean {
    const [a, b] = [serverOf(one), serverOf(other)]
    return a !== undefined && b !== undefined && (a.address === b.address || (a.server !== undefined && a.server.runId === b.server?.runId))
  }

  function become(lab: RunningLab, status: LabState['status'], message?: string): void {
    const { message: _before, ...rest } = lab.state
    lab.state = { ...rest, status, ...(message !== undefined && { message }) }
    sink.append({ kind: 'lab-changed', lab: lab.state })
  }

  function refuse(connection: Connection, file: LabFile): void {
    const { name, sources } = file
    // The file was right; with the name of this host in it, two of its names may be one.
    const [clash] = findLabMistakes(file)
    if (clash !== undefined) throw new Fault('bad-input', `With the name of this host, ${options.hostName}, ${formatPath(clash.path)} is a name that another consumer has.`, 'Give the consumers a prefix, or the other one another name.')
    // What only the parts that do it can judge, before anything is made.
    for (const source of sources) refuseBadProducer(toProducerSettings(file, source), true)
    if (file.intake !== undefined) createSampleBodies(file.intake, options.clock, options.random)
    const { label, status, labsAllowed, capabilities } = connection.state()
    if (status.kind !== 'ready') throw new Fault('not-connected', `${label} is not connected.`, 'Wait until it is, or retry the connection.')
    if (!labsAllowed) throw new Fault('confirm-needed', `Labs write to ${label}, and it is neither local nor dev.`, 'Allow labs for this connection first: it asks for the connection name.')
    const idempotent = sources.find(({ enqueue }) => enqueue.idempotency === 'idmp')
    if (idempotent !== undefined && capabilities?.idempotentAdd !== true) {
      throw new Fault('not-possible-now', `The source ${idempotent.name} adds with XADD … IDMP, which ${label} does not have.`, 'Use the built-in sandbox or Redis 8.6, or give the source a lock instead.')
    }
    for (const lab of labs.values()) {
      if (lab.connection === connection.id && lab.file.name === name && lab.state.status !== 'failed') throw new Fault('not-possible-now', `The lab ${name} runs on ${label} already.`, 'Stop it first.')
      const shared = namedKeys(file).find((key) => namedKeys(lab.file).includes(key))
      // What it is about to delete must not be taken up.
      if (shared !== undefined && lab.state.status === 'stopping' && isSameServer(lab.connection, connection.id)) {
        throw new Fault('not-possible-now', `The lab ${lab.file.name} is stopping, and ${shared} is a key of both.`, 'Wait until it has stopped.')
      }
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

  /** Who stops a lab while it starts ends what is there of it. */
  function refuseStopped({ state, file }: RunningLab): void {
    if (state.status !== 'starting') throw new Fault('not-possible-now', `The lab ${file.name} was stopped while it started.`, 'Start it again once it has stopped.')
  }

  async function build(lab: RunningLab, onPrepared: ((lab: LabState) => void) | undefined): Promise<void> {
    await crew.hire(lab)
    refuseStopped(lab)
    await openIntake(lab)
    refuseStopped(lab)
    onPrepared?.(lab.state)
    await crew.startWorkers(lab)
    refuseStopped(lab)
    // A connection that was closed meanwhile throws here: nothing of the lab may outlive it.
    options.connection(lab.connection)
  }

  /** Half a lab would be a lie: what was started ends again, and the reason goes to whoever asked. */
  async function undo(lab: RunningLab, error: unknown): Promise<void> {
    try {
      await closeIntake(lab)
      await crew.removeWorkers(lab)
      await crew.stopSweepers(lab)
    } catch (other) {
      logger.warn({ lab: lab.file.name, error: String(other) }, 'a lab that did not start did not end in order')
    }
    lab.hasLeft = true
    // Whoever stopped it meanwhile ends it.
    if (lab.state.status !== 'starting') return
    become(lab, 'failed', error instanceof Error ? error.message : String(error))
    if (serverOf(lab.connection) !== undefined) return
    // Its connection was closed: nobody could clear it away.
    labs.delete(lab.state.id)
    sink.append({ kind: 'lab-removed', id: lab.state.id })
  }

  async function bringUp(lab: RunningLab, onPrepared: ((lab: LabState) => void) | undefined): Promise<void> {
    try {
      await build(lab, onPrepared)
    } catch (error) {
      if (lab.state.status === 'starting') await undo(lab, error)
      throw error
    }
  }

  /** Of the same server, under whatever name: what they use, nobody else may delete. */
  function othersOf(lab: RunningLab): RunningLab[] {
    return [...labs.values()].filter((other) => other !== lab && !other.hasLeft && isSameServer(other.connection, lab.connection))
  }

  /** What it made and another lab uses still is that one's to clean. */
  async function clean(lab: RunningLab, withFound: boolean): Promise<KeptKey[]> {
    const { kept, heirs } = await makings.clean(lab, othersOf(lab), withFound)
    for (const heir of heirs) {
      if (!labs.has(heir.state.id)) continue
      heir.state = withFoundKeys(heir.state, heir.found)
      sink.append({ kind: 'lab-changed', lab: heir.state })
    }
    if (kept.length > 0) {
      const text = `The lab ${lab.file.name} was stopped and its keys deleted, but for ${kept.map(({ key, why }) => `${key}: ${why}`).join('; ')}.`
      sink.append({ kind: 'notice', level: 'info', text, connection: lab.connection })
    }
    return kept
  }

  async function end(lab: RunningLab, keys: { clean: boolean; withFound?: boolean | undefined }): Promise<KeptKey[]> {
    if (lab.state.status === 'stopping') throw new Fault('not-possible-now', 'This lab is stopping already.', 'Wait until its workers have finished.')
    become(lab, 'stopping')
    try {
      await lab.built
      await closeIntake(lab)
      await crew.removeWorkers(lab)
      await crew.stopSweepers(lab)
      lab.hasLeft = true
      if (keys.clean) return await clean(lab, keys.withFound === true)
      await makings.keep(lab)
      return []
    } finally {
      // Whatever could not be cleaned: nothing of the lab runs any more.
      labs.delete(lab.state.id)
      become(lab, 'stopped')
      sink.append({ kind: 'lab-removed', id: lab.state.id })
    }
  }

  /** One that did not start is shown until it is cleared away, or started again. */
  function clearFailed(connection: ConnectionId, name: string): void {
    for (const [id, { state, file, connection: on }] of labs) {
      if (state.status !== 'failed' || on !== connection || file.name !== name) continue
      labs.delete(id)
      sink.append({ kind: 'lab-removed', id })
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
      const written = 'text' in which ? demandLabFile(which.text) : await library.find(which.name)
      const { name } = written
      const file = nameConsumers(written, options.hostName)
      refuse(options.connection(connection), file)
      const { made, found } = await makings.take(connection, file)
      const { id } = made
      // Two clicks at once: the server was asked meanwhile.
      refuse(options.connection(connection), file)
      if ('text' in which) library.remember(file, which.text)
      const groupStates = file.groups.map((group) => {
        const inFile = policiesOfFile(group, hasClaimInRead(options.connection(connection)))
        return { stream: toKey(group.stream), group: group.name, effect: group.handler.effect !== undefined, handler: toHandlerState(group.handler), policies: inFile, inFile }
      })
      const lab: RunningLab = { file, connection, workers: [], standby: new Set(), made, found: [], built: Promise.resolve(), hasLeft: false, state: { id, name, title: file.title, connection, streams: file.streams.map((stream) => toKey(stream.name)), groups: groupStates, status: 'starting' } }
      lab.found = found.map((each) => {
        const user = othersOf(lab).find((other) => namedKeys(other.file).includes(each.key))
        return { ...each, ...(user !== undefined && { usedBy: user.file.name }) }
      })
      lab.state = withFoundKeys(lab.state, lab.found)
      clearFailed(connection, name)
      labs.set(id, lab)
      become(lab, 'starting')
      const up = bringUp(lab, onPrepared)
      lab.built = up.catch(() => undefined)
      await up
      become(lab, 'running')
      if (found.length > 0) {
        const text = `What was there before the lab ${name}: ${lab.found.map(describeFound).join(', ')}. It is not the lab’s own: stopping it with its keys keeps it.`
        sink.append({ kind: 'notice', level: 'info', text, connection })
      }
      return id
    },
    forget(connection) {
      makings.forget(connection)
      for (const [id, lab] of labs) {
        if (lab.connection !== connection || (lab.state.status !== 'running' && lab.state.status !== 'failed')) continue
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
    ...groups,
    stop: async ({ lab, ...keys }) => ({ kept: await end(find(lab), keys) }),
    async dispose() {
      const ending = [...labs.values()].map((lab) => end(lab, { clean: false }).catch((error: unknown) => logger.warn({ lab: lab.file.name, error: String(error) }, 'a lab did not end in order')))
      await Promise.all(ending)
    }
  }
}
