import type { IntakeReceipt, IntakeSend } from '@shared/contract/labs'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { GroupPolicies, LabFile, LabFileGroup } from '@shared/labs/lab-file'
import type { ConnectionId, GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { LabGroupState, LabId, LabState, WorkerId } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import { Fault } from '../fault'
import type { OpenIntake } from '../intake/intake-listener'
import { openLabIntake } from '../intake/open-lab-intake'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import { toArgument } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import type { LedgerServer } from '../ledger/start-ledger'
import type { WorkerPool } from '../workers/worker-pool'
import { addConsumerLike, consumersIn, fileWithPolicies, policiesOfFile, toGroupPolicies, withGroupPolicies } from './group-control'
import { entryKeys, namedKeys } from './lab-keys'
import { createLabCrew } from './lab-crew'
import { demandLabFile, type LabLibrary, type LabListing } from './lab-library'
import { hasEffects, type RunningLab } from './running-lab'
import { toConsumerSettings, toKey } from './to-workers'

export interface LabManagerOptions {
  sink: EventSink
  connection: (id: ConnectionId) => Connection
  pool: WorkerPool
  /** Streams of a lab are watched from its start; one that was deleted with it, anew. */
  observer: { watch(stream: StreamRef): void; unwatch(stream: StreamRef): void }
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
  /**
   * One consumer more of a group, like those that are there, with the lab's ledger. `within`: only as far as the scale-out
   * policy allows. Faults: no-such-lab, not-possible-now.
   */
  addConsumer(input: LabGroupRef & { within?: number }): Promise<{ worker: WorkerId; name: string }>
  /** The policies of a group from now on, for all of its consumers at once. Faults: no-such-lab, not-possible-now. */
  setPolicies(input: LabGroupRef & { policies: GroupPolicies }): void
  /** Drains its workers. `clean` also deletes the keys that it created, and no other. */
  stop(input: { lab: LabId; clean: boolean }): Promise<void>
  /** The connection was closed, and its workers with it: what ran there runs no more. One that starts or stops just now ends by itself. */
  forget(connection: ConnectionId): void
  /** Stops every lab and leaves the keys. */
  dispose(): Promise<void>
}

export interface LabGroupRef {
  lab: LabId
  stream: string
  group: string
}

export function createLabManager(options: LabManagerOptions): LabManager {
  const { sink, pool, observer, logger, library } = options
  const labs = new Map<LabId, RunningLab>()
  const crew = createLabCrew(options)
  /** Ids of labs whose keys are still there: started again, a lab goes on with the rows that the ledger has of it. */
  const idsKept = new Map<string, LabId>()
  let made = 0

  async function chooseId(connection: ConnectionId, file: LabFile): Promise<LabId> {
    const kept = idsKept.get(`${connection} ${file.name}`)
    if (kept !== undefined) {
      const keys = file.streams.map(({ name }) => toArgument(toKey(name)))
      if (Number(await options.connection(connection).observer.send(['EXISTS', ...keys], { by: 'lab', who: file.name })) > 0) return kept
      // Somebody else has deleted them.
      await beginAnew({ file, connection, id: kept })
    }
    made += 1
    idsKept.set(`${connection} ${file.name}`, `lab-${made}`)
    return `lab-${made}`
  }

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
    await crew.hire(lab)
    await openIntake(lab)
    onPrepared?.(lab.state)
    await crew.startWorkers(lab)
    // A connection that was closed meanwhile throws here: nothing of the lab may outlive it.
    options.connection(lab.connection)
  }

  async function deleteKeys({ file, connection, state }: RunningLab): Promise<void> {
    const target = options.connection(connection)
    const remove = (keys: readonly ByteText[]): Promise<unknown> => target.writer.send(['DEL', ...keys.map(toArgument)], { by: 'lab', who: file.name })
    for await (const keys of entryKeys(target, file)) await remove(keys)
    await remove(namedKeys(file))
    await beginAnew({ file, connection, id: state.id })
  }

  /** What comes under these names from now on has nothing to do with what was: neither for the ledger, nor for what was counted. */
  async function beginAnew({ file, connection, id }: { file: LabFile; connection: ConnectionId; id: LabId }): Promise<void> {
    idsKept.delete(`${connection} ${file.name}`)
    if (hasEffects(file)) await (await options.ledger()).query({ kind: 'forget', lab: id })
    for (const key of file.streams.map(({ name }) => toKey(name))) {
      observer.unwatch({ connection, key })
      observer.watch({ connection, key })
    }
  }

  async function end(lab: RunningLab, clean: boolean): Promise<void> {
    if (lab.state.status === 'stopping') throw new Fault('not-possible-now', 'This lab is stopping already.', 'Wait until its workers have finished.')
    become(lab, 'stopping')
    try {
      await closeIntake(lab)
      await crew.removeWorkers(lab)
      await crew.stopSweepers(lab)
      if (clean) await deleteKeys(lab)
    } finally {
      // Whatever could not be cleaned: nothing of the lab runs any more.
      labs.delete(lab.state.id)
      become(lab, 'stopped')
      sink.append({ kind: 'lab-removed', id: lab.state.id })
    }
  }

  function findGroup({ lab: id, stream, group }: LabGroupRef): { lab: RunningLab; file: LabFileGroup; state: LabGroupState; ref: GroupRef } {
    const lab = find(id)
    const file = lab.file.groups.find((each) => toKey(each.stream) === stream && each.name === group)
    const state = lab.state.groups.find((each) => each.stream === stream && each.group === group)
    if (file === undefined || state === undefined) throw new Fault('not-possible-now', `The lab ${lab.file.name} has no group ${group} on ${stream}.`, 'Pick one of its groups.')
    if (lab.state.status !== 'running') throw new Fault('not-possible-now', `The lab ${lab.file.name} is ${lab.state.status}.`, 'Wait until it runs.')
    return { lab, file, state, ref: { connection: lab.connection, key: stream, group } }
  }

  async function addConsumer({ within, ...which }: LabGroupRef & { within?: number }): Promise<{ worker: WorkerId; name: string }> {
    const { lab, file, state, ref } = findGroup(which)
    const usual = toConsumerSettings(fileWithPolicies(file, state.policies ?? {}), options.connection(lab.connection).state().capabilities?.claimInRead === true)
    const added = await addConsumerLike(pool, { lab: which.lab, ref, file, usual, atMost: within ?? Infinity })
    // It ends with the lab.
    lab.workers.push(added.worker)
    if (lab.state.status !== 'running') await crew.removeWorkers(lab)
    return added
  }

  function setPolicies({ policies, ...which }: LabGroupRef & { policies: GroupPolicies }): void {
    const { lab, file, state, ref } = findGroup(which)
    if (file.breaker !== undefined && policies.deadLetter === undefined) throw new Fault('not-possible-now', 'While its circuit breaker is open, entries go to the dead letters.', 'Leave dead letters on for this group.')
    if (policies.deadLetter !== undefined && !lab.file.streams.some(({ name }) => name === policies.deadLetter?.stream && name !== file.stream)) {
      throw new Fault('bad-input', `The lab ${lab.file.name} has no stream ${policies.deadLetter.stream} for dead letters.`, 'Name another stream of its file.')
    }
    for (const { id, settings } of consumersIn(pool, ref)) pool.configureConsumer(id, { policies: withGroupPolicies(settings, ref.group, policies) })
    const groups = lab.state.groups.map((each) => (each === state ? { ...each, policies: toGroupPolicies(policies) } : each))
    lab.state = { ...lab.state, groups }
    sink.append({ kind: 'lab-changed', lab: lab.state })
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
      const id = await chooseId(connection, file)
      // Two clicks at once: the server was asked meanwhile.
      refuse(options.connection(connection), file)
      if ('text' in which) library.remember(file, which.text)
      const groups = file.groups.map((group) => ({ stream: toKey(group.stream), group: group.name, effect: group.handler.effect !== undefined, policies: policiesOfFile(group) }))
      const lab: RunningLab = { file, connection, workers: [], state: { id, name, title: file.title, connection, streams: file.streams.map((stream) => toKey(stream.name)), groups, status: 'starting' } }
      labs.set(id, lab)
      become(lab, 'starting')
      try {
        await build(lab, onPrepared)
      } catch (error) {
        // Half a lab would be a lie: what was started ends again, and the reason goes to whoever asked.
        await closeIntake(lab)
        await crew.removeWorkers(lab)
        labs.delete(id)
        become(lab, 'failed', error instanceof Error ? error.message : String(error))
        throw error
      }
      become(lab, 'running')
      return id
    },
    forget(connection) {
      for (const key of idsKept.keys()) if (key.startsWith(`${connection} `)) idsKept.delete(key)
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
    addConsumer,
    setPolicies,
    stop: async ({ lab, clean }) => end(find(lab), clean),
    async dispose() {
      const ending = [...labs.values()].map((lab) => end(lab, false).catch((error: unknown) => logger.warn({ lab: lab.file.name, error: String(error) }, 'a lab did not end in order')))
      await Promise.all(ending)
    }
  }
}
