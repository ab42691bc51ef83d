import type { MessagePort } from 'node:worker_threads'
import { RUNNING_WORKERS } from '@shared/labs/lab-file'
import type { Clock } from '@shared/lib/clock'
import { createListeners } from '@shared/lib/listeners'
import type { Random } from '@shared/lib/seeded-random'
import type { LinkFault } from '@shared/labs/link-fault'
import { isLabGround } from '@shared/model/lab-ground'
import type { ConnectionId, GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { SweeperState } from '@shared/model/stream-state'
import { availableActions, type WorkerAction } from '@shared/model/worker-availability'
import { GATES, type Gate, type LabId, type ProducerSettings, type WorkerId, type WorkerState } from '@shared/model/worker-state'
import type { WorkReport } from '@shared/metrics/work-tally'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import type { CommandLog } from '../redis/command-log'
import type { Connection } from '../redis/dispatcher'
import { createConnectionFollower } from './connection-follower'
import { deleteEmptyConsumer, readHoldings } from './consumer-holdings'
import { chooseConsumerName } from './consumer-names'
import { LAB_MAXLEN } from './enqueue'
import { createGroupSweepers } from './group-sweepers'
import { CONSUMER_DEFAULTS, createCommon, merge } from './initial-worker'
import type { AddConsumer, AddProducer, ConsumerChange, ProducerChange } from './worker-input'
import { refuseBadConsumer, refuseBadProducer, refuseUnlessAllowed } from './refuse-worker'
import { toServerLatencies } from './server-latencies'
import { startThread } from './start-thread'
import { createStatePublisher } from './state-publisher'
import { wakeReader } from './wake-reader'
import { createWorkerHandle, type SentReport, type WorkerHandle } from './worker-handle'
import { createWorkerLinks } from './worker-links'

export interface WorkerPoolOptions {
  sink: EventSink
  /** Throws a Fault when there is no such connection. */
  connection: (id: ConnectionId) => Connection
  clock: Clock
  random: Random
  /** This host in the names of consumers that have to be told from those of others. */
  hostName: string
  commandLog: CommandLog
  /** Short id of this run of Sluice, part of each socket's name. */
  instance: string
  /** The built entry of worker threads. */
  threadFile: string
  logger: Logger
  /** A port to the ledger of effects, for consumers with policies. */
  connectLedger?: () => MessagePort
}

/** Every worker of this Sluice. Actions that are not possible now throw Fault('not-possible-now') with the reason. */
export interface WorkerPool {
  addConsumer(input: AddConsumer): Promise<WorkerId>
  addProducer(input: AddProducer): Promise<WorkerId>
  start(id: WorkerId): void
  /** Resolves once it has left `starting`, at once when there is no such worker. */
  whenStarted(id: WorkerId): Promise<void>
  /** Gives the order; the worker finishes what it holds. */
  stop(id: WorkerId): void
  crash(id: WorkerId, at?: Gate): Promise<void>
  freeze(id: WorkerId): void
  resume(id: WorkerId): void
  remove(id: WorkerId, options: { deleteConsumer: boolean }): Promise<void>
  configureConsumer(id: WorkerId, change: ConsumerChange): void
  configureProducer(id: WorkerId, change: ProducerChange): void
  hold(id: WorkerId, gates: Gate[]): void
  step(id: WorkerId): void
  /** What networks do to its connection from now on. One that is direct goes through a proxy first, after its turn. */
  setLink(id: WorkerId, fault: LinkFault): Promise<void>
  cutLink(id: WorkerId): Promise<void>
  /** Its connection is direct again after its turn. */
  leaveProxy(id: WorkerId): void
  holdAll(connection: ConnectionId): void
  releaseAll(connection: ConnectionId): void
  states(): WorkerState[]
  /** Drains these, at most `withinMs`, then ends the threads that are left. */
  drain(ids: readonly WorkerId[], withinMs: number): Promise<void>
  isOwnConsumer(group: GroupRef, consumer: ByteText): boolean
  /** Entries were claimed for this consumer: if it is ours, it takes them up; if others of ours had them, they forget them. */
  noteClaimed(group: GroupRef, consumer: ByteText, ids?: EntryId[]): void
  setSweeper(input: GroupRef & Omit<SweeperState, 'lastRun'>): Promise<void>
  sweeperOf(group: GroupRef): SweeperState | undefined
  /** The connection was closed: its sweepers end, and its workers are no more. */
  forget(connection: ConnectionId): Promise<void>
  /** Milliseconds from XADD to receipt, of lab entries on this machine. Returns the unsubscriber. */
  onLatencies(listener: (group: GroupRef, ms: readonly number[]) => void): () => void
  /** What workers did, by the type of event, as often as they report. Returns the unsubscriber. */
  onWork(listener: (worker: WorkerState, work: WorkReport) => void): () => void
  /** How many commands a worker's socket carried, as often as it reports. Returns the unsubscriber. */
  onSent(listener: (worker: WorkerState, sent: SentReport) => void): () => void
  /** CLIENT ID of its socket, where there is one and the server told it. */
  clientIdOf(id: WorkerId): string | undefined
  /** Drains for 10 s at most, then ends what is left. Idempotent. */
  dispose(): Promise<void>
}

const DRAIN_MS = 10_000

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { sink, clock, random, logger } = options
  const handles = new Map<WorkerId, WorkerHandle>()
  const followed = createConnectionFollower({ workers: () => handles.values(), onMoved: (worker) => worker.reroute(links.target(worker.state())) })
  const latencies = createListeners<[group: GroupRef, ms: readonly number[]]>()
  const work = createListeners<[worker: WorkerState, work: WorkReport]>()
  const sent = createListeners<[worker: WorkerState, sent: SentReport]>()
  const publisher = createStatePublisher(sink, clock)
  const links = createWorkerLinks(options)
  let made = 0
  let disposed: Promise<void> | undefined

  function find(id: WorkerId): WorkerHandle {
    const handle = handles.get(id)
    if (handle === undefined) throw new Fault('no-such-worker', 'There is no such worker any more.', 'Pick one from the list.')
    return handle
  }

  function demand(id: WorkerId, action: WorkerAction): WorkerHandle {
    const handle = find(id)
    const reason = availableActions(handle.state())[action]
    if (reason !== undefined) throw new Fault('not-possible-now', reason, 'Pick an action that is possible now.')
    return handle
  }

  function consumersOf(group: GroupRef): { handle: WorkerHandle; name: ByteText; running: boolean }[] {
    return [...handles.values()].flatMap((handle) => {
      const state = handle.state()
      const inGroup = state.role === 'consumer' && state.group === group.group && state.key === group.key && state.connection === group.connection
      return inGroup ? [{ handle, name: state.name, running: state.status.kind === 'running' }] : []
    })
  }

  function labOf(group: GroupRef, name: ByteText | undefined): LabId | undefined {
    return consumersOf(group).find((consumer) => consumer.name === name)?.handle.state().lab
  }

  async function add(state: WorkerState, { start, link }: { start: boolean; link?: LinkFault | undefined }): Promise<WorkerId> {
    const handle = createWorkerHandle({
      state, publisher, sink, clock, commandLog: options.commandLog,
      startThread: (worker, block) => startThread(options, options.connection(worker.connection), worker, block, links.target(worker)),
      unblock: (clientId) => wakeReader(() => options.connection(state.connection), state, clientId, logger),
      link: () => links.state(state.id), onRunning: () => links.noteRunning(state.id), onEnded: () => links.noteEnded(state.id),
      onLatencies(worker, ms) {
        if (worker.role !== 'consumer') return
        const samples = toServerLatencies(ms, followed.find(worker.connection)?.state().clock, clock.now())
        latencies.tell({ connection: worker.connection, key: worker.key, group: worker.group }, samples)
      },
      onWork: work.tell,
      onSent: sent.tell
    })
    handles.set(state.id, handle)
    publisher.now(() => handle.state())
    try {
      if (link !== undefined) await links.set(handle, link)
      if (start) begin(handle)
    } catch (error) {
      // Whoever asked for one that runs is told that there is none, and there is none.
      await takeOut(handle)
      throw error
    }
    return state.id
  }

  async function takeOut(handle: WorkerHandle): Promise<void> {
    const { id } = handle.state()
    handles.delete(id)
    handle.leave()
    await links.drop(id)
    sink.append({ kind: 'worker-removed', id })
  }

  function begin(handle: WorkerHandle): void {
    const state = handle.state()
    const connection = options.connection(state.connection)
    refuseUnlessAllowed(connection, state, state.role)
    const running = [...handles.values()].filter((other) => other.alive() && other.state().connection === state.connection)
    if (running.length >= RUNNING_WORKERS) throw new Fault('not-possible-now', `${RUNNING_WORKERS} workers run on this connection already.`, 'Stop one of them first.')
    followed.follow(connection)
    handle.start()
  }

  async function drain(ids: readonly WorkerId[], withinMs: number): Promise<void> {
    const alive = ids.flatMap((id) => handles.get(id) ?? []).filter((handle) => handle.alive())
    const patience = new AbortController()
    const ended = Promise.all(alive.map((handle) => handle.stop()))
    await Promise.race([ended, clock.sleep(withinMs, patience.signal)])
    patience.abort()
    await Promise.all(alive.map((handle) => handle.terminate()))
  }

  function noteClaimed(group: GroupRef, consumer: ByteText, ids: EntryId[] = []): void {
    for (const { handle, name } of consumersOf(group)) {
      if (name === consumer) handle.rescue()
      else if (ids.length > 0) handle.takeAway(ids)
    }
  }

  const sweepers = createGroupSweepers({
    sink, clock, connection: options.connection, onClaimed: noteClaimed,
    runningConsumers: (group) => consumersOf(group).filter(({ running }) => running).map(({ name }) => name)
  })

  async function forget(connection: ConnectionId): Promise<void> {
    await sweepers.forget(connection)
    for (const handle of handles.values()) {
      if (handle.state().connection !== connection) continue
      await handle.terminate()
      await takeOut(handle)
    }
  }

  async function dispose(): Promise<void> {
    followed.dispose()
    await sweepers.dispose()
    await drain([...handles.keys()], DRAIN_MS)
    await links.dispose()
  }

  const nextCommon = (ref: StreamRef, lab: LabId | undefined) => createCommon(`w${(made += 1)}`, ref, lab, clock.now())

  return {
    async addConsumer({ name, settings = {}, start, lab, link, duplicateName = false, ...group }) {
      const connection = options.connection(group.connection)
      refuseUnlessAllowed(connection, group, 'consumer')
      const onServer = name === undefined ? [...(await readHoldings(connection, group)).keys()] : []
      // Looked up after the waiting: two clicks at once must not end in one name for two.
      const ours = new Set(consumersOf(group).map((consumer) => consumer.name))
      if (name !== undefined && ours.has(name) && !duplicateName) throw new Fault('bad-input', `This group has a consumer ${name} of ours already.`, 'Choose another name: two with one name read each other\'s entries.')
      const wanted = merge(CONSUMER_DEFAULTS, settings)
      refuseBadConsumer(wanted)
      const chosen = name ?? chooseConsumerName(group.group, { taken: new Set([...ours, ...onServer]), foreign: !isLabGround(connection.state(), group.key), hostName: options.hostName, random })
      return add({ ...nextCommon(group, lab ?? (duplicateName ? labOf(group, name) : undefined)), role: 'consumer', group: group.group, name: chosen, settings: wanted, inFlight: [], inFlightCount: 0, holdAt: [] }, { start, link })
    },
    async addProducer({ name, settings, start, lab, link, ...ref }) {
      const connection = options.connection(ref.connection)
      refuseUnlessAllowed(connection, ref, 'producer')
      const onLabGround = isLabGround(connection.state(), ref.key)
      const wanted = merge<ProducerSettings>({ schedule: settings.schedule, templates: settings.templates, trim: onLabGround ? { maxLen: LAB_MAXLEN, exact: false } : 'never' }, settings)
      refuseBadProducer(wanted, onLabGround)
      return add({ ...nextCommon(ref, lab), role: 'producer', name, duplicates: 0, settings: wanted }, { start, link })
    },
    start: (id) => begin(demand(id, 'start')),
    whenStarted: async (id) => handles.get(id)?.whenStarted(),
    stop(id) {
      void demand(id, 'stop').stop()
    },
    async crash(id, at) {
      const handle = demand(id, 'crash')
      if (at !== undefined && at !== 'G0' && handle.state().role === 'producer') throw new Fault('bad-input', 'A producer has one gate, G0, before it sends.', 'Crash it now or at G0.')
      await handle.crash(at)
    },
    freeze: (id) => demand(id, 'freeze').freeze(),
    resume: (id) => demand(id, 'resume').resume(),
    async remove(id, { deleteConsumer }) {
      const state = demand(id, 'remove').state()
      if (deleteConsumer && state.role === 'consumer') await deleteEmptyConsumer(options.connection(state.connection), state)
      // It may have been started while the server was asked, and a thread must not run without a worker to stop it by.
      await takeOut(demand(id, 'remove'))
    },
    configureConsumer(id, change) {
      find(id).configure((state) => {
        if (state.role !== 'consumer') throw new Fault('bad-input', 'This worker is a producer.', 'Change a consumer.')
        const settings = merge(state.settings, change)
        refuseBadConsumer(settings)
        return { ...state, settings }
      })
    },
    configureProducer(id, change) {
      find(id).configure((state) => {
        if (state.role !== 'producer') throw new Fault('bad-input', 'This worker is a consumer.', 'Change a producer.')
        const settings = merge(state.settings, change)
        refuseBadProducer(settings, isLabGround(options.connection(state.connection).state(), state.key))
        return { ...state, settings }
      })
    },
    hold: (id, gates) => demand(id, 'hold').hold(gates),
    step: (id) => demand(id, 'step').step(),
    async setLink(id, fault) {
      await links.set(demand(id, 'link'), fault)
      // It may have been removed while its proxy opened.
      if (!handles.has(id)) await links.drop(id)
    },
    cutLink: (id) => links.cut(demand(id, 'cut')),
    leaveProxy: (id) => links.leave(demand(id, 'direct')),
    holdAll(connection) {
      for (const handle of handles.values()) if (handle.state().connection === connection && handle.alive()) handle.hold([...GATES])
    },
    releaseAll(connection) {
      for (const handle of handles.values()) if (handle.state().connection === connection) handle.hold([])
    },
    states: () => [...handles.values()].map((handle) => handle.state()),
    drain,
    isOwnConsumer: (group, consumer) => consumersOf(group).some(({ name }) => name === consumer),
    noteClaimed,
    async setSweeper({ connection, key, group, ...settings }) {
      options.connection(connection)
      await sweepers.set({ connection, key, group }, settings)
    },
    sweeperOf: (group) => sweepers.state(group),
    forget,
    onLatencies: latencies.on,
    onWork: work.on,
    onSent: sent.on,
    clientIdOf: (id) => handles.get(id)?.clientId(),
    dispose: () => (disposed ??= dispose())
  }
}
