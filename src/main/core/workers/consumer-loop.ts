import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { ConsumerSettings } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import { entryIdMilliseconds, ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import { ServerError } from '../redis/reply'
import type { ErrorPause } from './error-pause'
import type { GateKeeper } from './gate-keeper'
import type { LedgerClient } from '../ledger/ledger-client'
import { createHeldEntries } from './held-entries'
import { createBatchTurn } from './high-rate/batch-turn'
import type { LoopConnection } from './loop-connection'
import { createBackpressure } from './policies/backpressure'
import { createPolicyCommands } from './policies/policy-commands'
import { createPolicyLoop, type PolicyLoop } from './policies/policy-loop'
import { putAside } from './policies/put-aside'
import { createRetrySchedule } from './policies/retry-schedule'
import { readField } from './read-field'
import { createGroupCommands, parseReceived, type ReceivedEntry } from './read-group'
import { createServing } from './serving'
import type { ThreadReporter } from './thread-report'

/** What is done with an entry. Gives the reason when it failed; at once when there is nothing to wait for. */
export type Effect = (id: EntryId, settings: ConsumerSettings) => Promise<string | undefined> | string | undefined

export interface ConsumerLoopOptions {
  key: ByteText
  /** Groups and streams are made here; elsewhere they must exist. */
  onLabGround: boolean
  group: ByteText
  name: ByteText
  settings: ConsumerSettings
  /** Undefined when it is told to stop while it waits for the server. */
  connect: () => Promise<LoopConnection | undefined>
  gates: GateKeeper
  report: ThreadReporter
  effect: Effect
  /** Whose rows of the ledger are its own. */
  lab: string
  ledger: LedgerClient | undefined
  random: Random
  clock: Clock
  pause: ErrorPause
  stopping: AbortSignalLike
  /** See ThreadStart. */
  sameClock: boolean
}

export interface ConsumerLoop {
  /** Until it is told to stop, or throws ParkedError. */
  run(): Promise<void>
  /** True while it waits inside XREADGROUP. */
  blocked(): boolean
  configure(settings: ConsumerSettings): void
  /** Ends a blocked read, so that the turn comes to its end. */
  wake(): void
  rescue(): void
  takeAway(ids: readonly EntryId[]): void
}

/** More than BLOCK a reply may not take: the server can be late, a dead socket never answers (TRUST C1, F4). */
const BLOCK_GRACE_MS = 2000
/**
 * By then a read asks to be woken from outside, before its socket is given up: a server whose clock is held ends no
 * BLOCK by itself and is well all the same. The reply to CLIENT UNBLOCK comes on the very socket that is in doubt.
 */
const WAKE_AFTER_MS = 1000
const LATENCIES_PER_READ = 16

/**
 * One consumer, top to bottom: connect, group, own pending entries, new entries; each read goes through the gates
 * G0 to G6. At-least-once: an entry is acked after its work and never before, and what was received and not acked
 * is read again after each loss of the connection (TRUST C4).
 */
export function createConsumerLoop(options: ConsumerLoopOptions): ConsumerLoop {
  const { key, report, gates, stopping, clock } = options
  const commands = createGroupCommands(key, options.group, options.name)
  const held = createHeldEntries()
  report.holds(() => ({ ...held.snapshot(), ...(policies !== undefined && { atWork: held.atWork() }) }))
  let { settings } = options
  let blocked = false
  let ownPendingWanted = settings.readOwnPendingFirst
  /** Worked on, XACK sent, reply lost. XACK may be repeated: a second one changes nothing. */
  let unsettled: EntryId[] = []
  const retries = createRetrySchedule()
  const mayRead = createBackpressure({ ...options, settings: () => settings, commands: createPolicyCommands(key, options.group, options.name) })
  let policies: PolicyLoop | undefined = toPolicyLoop(settings)
  /** Where a group that has to be made begins; undefined while there is none to make. */
  let groupFrom: '$' | EntryId | undefined = settings.startId
  const serving = createServing(options)
  const batchTurn = createBatchTurn({
    ...options, commands, held, settings: () => settings,
    blocking(on) {
      blocked = on
      // Any answer at all shows that the server serves us.
      if (!on) serving.worked()
    },
    patience: (blockMs) => ({ timeoutMs: blockMs + BLOCK_GRACE_MS, overdue: { afterMs: blockMs + WAKE_AFTER_MS, call: wake } })
  })

  function toPolicyLoop(now: ConsumerSettings): PolicyLoop | undefined {
    return now.policies && createPolicyLoop({ ...options, consumer: options.name, policies: now.policies, retries, mayRead, lost: (ids) => held.takeAway(ids), settings: () => settings, acknowledge: acknowledgeFirst })
  }

  async function acknowledgeFirst(server: LoopConnection, id: EntryId): Promise<void> {
    held.goOn(id)
    await gates.pass('G5', id)
    // Not worked on yet: without a reply it is not acked again. If the server has it pending still, it is given again.
    await sendAcknowledgement(server, [id])
  }

  /** Lab groups are made, others must be there: a typing error must not create anything (TRUST G11). */
  async function ensureGroup(server: LoopConnection): Promise<void> {
    // After a restart without its data the stream is new as well, and nothing of it may be missed.
    if (server.restarted) groupFrom = ZERO_ID
    if (!options.onLabGround || groupFrom === undefined) return
    try {
      await server.send(commands.createGroup(groupFrom))
      if (!server.first) report.notice('warning', `The server came back without the group ${options.group}. It was created again from the start of ${key}.`)
    } catch (error) {
      if (!(error instanceof ServerError && error.prefix === 'BUSYGROUP')) throw error
    }
    try {
      // Before 7.2 a consumer is listed only after its first delivery.
      await server.send(commands.createConsumer())
    } catch (error) {
      // Servers before 6.2 do not know it.
      if (!(error instanceof ServerError && error.prefix === 'ERR')) throw error
    }
    groupFrom = undefined
  }

  async function acknowledge(server: LoopConnection, ids: readonly EntryId[]): Promise<void> {
    await gates.pass('G5', ids[0])
    unsettled.push(...ids)
    await sendAcknowledgement(server, ids)
  }

  async function sendAcknowledgement(server: LoopConnection, ids: readonly EntryId[]): Promise<void> {
    const sent = server.send(commands.acknowledge(ids))
    const answered = Promise.allSettled([sent])
    // Who stops here is to find the XACK carried out by the server. What it answered is not looked at before the gate.
    if (gates.ordered()) await answered
    await gates.pass('G6', ids[0])
    const reply = await sent
    unsettled = []
    for (const id of ids) held.settle(id)
    report.acked(ids, Number(reply))
  }

  /** The entries of one read, each through the policies of its group, as they are when its turn comes. */
  async function workByPolicies(server: LoopConnection, entries: readonly ReceivedEntry[], atFirst: PolicyLoop): Promise<void> {
    const done: EntryId[] = []
    for (const entry of entries) {
      held.begin(entry.id)
      const outcome = await (policies ?? atFirst).workOn(server, entry)
      if (outcome.kind === 'left') {
        held.leave(entry.id)
        report.failed(entry.id, outcome.why)
      } else if (outcome.kind === 'settled') {
        held.settle(entry.id)
        report.heldChanged()
      }
      else if (settings.ack === 'each') await acknowledge(server, [entry.id])
      else done.push(entry.id)
    }
    if (done.length > 0) await acknowledge(server, done)
  }

  /**
   * The entries of one read. What does not have to wait is not awaited: a turn of the event queue for each gate of
   * each entry would cost a third of the speed.
   */
  async function work(server: LoopConnection, entries: readonly ReceivedEntry[]): Promise<void> {
    const { ack } = settings
    const done: EntryId[] = []
    for (const { id, gone, fields } of entries) {
      const type = readField(fields, 'type')
      held.begin(id)
      let stop = gates.pass('G2', id)
      if (stop !== undefined) await stop
      stop = gates.pass('G3', id)
      if (stop !== undefined) await stop
      const working = gone ? 'The entry is no longer in the stream.' : options.effect(id, settings)
      // What was not waited for took no time that could be measured, and looking at the clock would cost more.
      const startedAt = working instanceof Promise ? clock.monotonic() : undefined
      const failure = working instanceof Promise ? await working : working
      report.took(type, startedAt === undefined ? 0 : clock.monotonic() - startedAt)
      report.worked(type, failure === undefined ? 'success' : 'failed')
      if (failure !== undefined) {
        held.leave(id)
        report.failed(id, failure)
        continue
      }
      stop = gates.pass('G4', id)
      if (stop !== undefined) await stop
      if (ack === 'each') await acknowledge(server, [id])
      else done.push(id)
    }
    if (done.length > 0) await acknowledge(server, done)
  }

  /** One turn of the loop. Gives the last id that it received, undefined when there was none. */
  async function turn(server: LoopConnection, cursor: '>' | EntryId): Promise<EntryId | undefined> {
    await gates.pass('G0')
    if (stopping.aborted && cursor === '>') return undefined
    const current = policies
    const taken = current === undefined || cursor !== '>' ? [] : await current.takeBack(server)
    if (current !== undefined && cursor === '>' && taken.length === 0 && !await current.mayRead(server)) return undefined
    const entries = taken.length > 0 ? taken : await readOnce(server, cursor, current)
    serving.worked()
    const last = entries.at(-1)
    if (last === undefined) return undefined
    await gates.pass('G1', last.id)
    receive(entries)
    const ready = cursor === '>' ? entries : putAside(entries, retries, held, clock.monotonic())
    // They may have been changed while the read waited, and what came then is worked on by those of now.
    const inForce = policies
    if (inForce === undefined) await work(server, ready)
    else await workByPolicies(server, ready, inForce)
    return last.id
  }

  async function readOnce(server: LoopConnection, cursor: '>' | EntryId, current: PolicyLoop | undefined): Promise<ReceivedEntry[]> {
    if (settings.pollMs !== undefined && cursor === '>') return poll(server, settings.pollMs, current)
    const blockMs = current === undefined ? settings.blockMs : Math.max(1, Math.min(settings.blockMs, current.waitAtMost()))
    if (cursor === '>' && server.moved()) return []
    blocked = cursor === '>'
    const overdue = blocked ? { afterMs: blockMs + WAKE_AFTER_MS, call: wake } : undefined
    const reply = await server.send(commands.read(cursor, settings.count, blockMs, current?.readOptions), blockMs + BLOCK_GRACE_MS, overdue)
    blocked = false
    const received = parseReceived(reply, cursor !== '>')
    report.read(received.length === 0)
    return received
  }

  /** The next question: what came late does not make the ones after it later. */
  let askAt = 0

  /** Waits for its turn, then asks without BLOCK. After a full read there is more, and nobody would wait for it. */
  async function poll(server: LoopConnection, everyMs: number, current: PolicyLoop | undefined): Promise<ReceivedEntry[]> {
    const wait = Math.min(askAt - clock.monotonic(), everyMs, current?.waitAtMost() ?? Infinity)
    if (wait > 0) await clock.sleep(wait, stopping)
    if (stopping.aborted) return []
    const startedAt = clock.monotonic()
    const reply = await server.send(commands.read('>', settings.count, undefined, current?.readOptions))
    const received = parseReceived(reply, false)
    report.read(received.length === 0)
    askAt = received.length < settings.count ? Math.max(askAt, startedAt - everyMs) + everyMs : startedAt
    return received
  }

  function wake(): void {
    if (blocked) report.overdue()
  }

  function receive(entries: readonly ReceivedEntry[]): void {
    const now = clock.now()
    for (const [index, { id, again }] of entries.entries()) {
      held.receive(id)
      report.delivered(id, again)
      const added = again || !options.sameClock || index >= LATENCIES_PER_READ ? undefined : entryIdMilliseconds(id)
      if (added !== undefined) report.latency(now - added)
    }
  }

  async function serve(server: LoopConnection): Promise<void> {
    await ensureGroup(server)
    if (!server.first) ownPendingWanted = true
    unsettled.push(...batchTurn.takeUnsettled())
    if (unsettled.length > 0) await sendAcknowledgement(server, unsettled)
    if (!ownPendingWanted) await policies?.recall(server)
    report.status({ kind: 'running' })
    while (batchTurn.reading() || ((ownPendingWanted || !stopping.aborted) && !server.moved())) {
      if (batchTurn.reading() || (!ownPendingWanted && settings.highRate === true)) {
        await batchTurn.take(server)
        continue
      }
      if (!ownPendingWanted) {
        await turn(server, '>')
        continue
      }
      ownPendingWanted = false
      held.forget()
      await policies?.recall(server)
      for (let cursor: EntryId | undefined = ZERO_ID; cursor !== undefined; ) cursor = await turn(server, cursor)
    }
  }

  return {
    blocked: () => blocked,
    configure(next) {
      if (JSON.stringify(next.policies) !== JSON.stringify(settings.policies)) policies = toPolicyLoop(next)
      settings = next
      // What it waits for may be something else now: it reads anew, by these.
      wake()
    },
    wake,
    rescue() {
      ownPendingWanted = true
    },
    takeAway(ids) {
      held.takeAway(ids)
      for (const id of ids) retries.drop(id)
    },
    run: () => serving.run(async (server) => {
      try {
        await serve(server)
      } finally {
        blocked = false
      }
    })
  }
}
