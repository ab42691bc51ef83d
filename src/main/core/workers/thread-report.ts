import type { Clock } from '@shared/lib/clock'
import { IDS_PER_EVENT, type SkipReason } from '@shared/model/workbench-event'
import type { WorkStatus } from '@shared/metrics/work-tally'
import type { BreakerState, Gate, PausedReading } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { toText } from '../redis/bytes'
import type { Argument, Command } from '../redis/dispatcher'
import type { Holding } from './held-entries'
import type { CommandTally, IdTally, RetryPlan, ThreadReport, ThreadStatus } from './thread-protocol'
import { createWorkTallies } from './work-tallies'

/** At most this long, in milliseconds, between something happening and its report. */
const BATCH_MS = 50
/** More gates than these in one batch cannot be told apart on a screen, and are not sent. */
const GATES_PER_REPORT = 16
const LATENCIES_PER_REPORT = 256
/** What is kept of a command for the command log, which cuts it no further than this. */
const KEPT_ARGUMENTS = 40
const KEPT_CHARACTERS = 240

export interface ThreadReporter {
  status(status: ThreadStatus): void
  clientId(id: string): void
  /** Asks to be woken from its blocked read, at once. */
  overdue(): void
  delivered(id: EntryId, again: boolean): void
  /** New entries of one read: so many, of which the first are named. */
  deliveredMany(count: number, ids: readonly EntryId[]): void
  acked(ids: readonly EntryId[], removed: number): void
  /** One XACK for so many, of which the first are named. */
  ackedMany(count: number, ids: readonly EntryId[], removed: number): void
  failed(id: EntryId, why: string): void
  /** Acked without work. */
  skipped(id: EntryId, why: SkipReason): void
  deadLettered(id: EntryId, to: ByteText, why: string): void
  /** What kind of event was added, for the metrics. */
  published(type: string, source: string, times?: number): void
  /** How one attempt at an event of that type ended, and how long its work took in milliseconds. */
  worked(type: string, status: WorkStatus, times?: number): void
  took(type: string, ms: number, times?: number): void
  claimed(ids: readonly EntryId[], dropped: readonly EntryId[]): void
  retry(plan: RetryPlan): void
  breaker(state: BreakerState): void
  /** Reads nothing new while more than that is pending; undefined when it goes on. */
  paused(paused: PausedReading | undefined): void
  added(id: EntryId): void
  /** A read was answered; `empty`: with nothing. */
  read(empty: boolean): void
  /** So many, of which the first are named, and the last of them. */
  addedMany(count: number, ids: readonly EntryId[], lastId: EntryId): void
  /** An event was not added: its lock was taken, or the server has it already. */
  duplicate(type: string, source: string): void
  /** Where to read what is held, at each report that can have changed it. */
  holds(read: () => Holding): void
  /** What is held has changed, and nothing else is to be told. */
  heldChanged(): void
  gate(gate: Gate, id: EntryId | undefined): void
  latency(ms: number): void
  error(): void
  unknownOutcome(): void
  /** `omitted`: arguments that were sent and are not in `command`. */
  command(command: Command, result: Omit<CommandTally, 'command' | 'omitted'>, omitted?: number): void
  notice(level: 'info' | 'warning' | 'error', text: string, next?: string): void
  /** The event loop goes on after a freeze: tells the status from before it. */
  thawed(): void
  flush(): void
}

function cutArgument(argument: Argument): string {
  return typeof argument === 'string' ? argument.slice(0, KEPT_CHARACTERS) : toText(argument.subarray(0, KEPT_CHARACTERS))
}

function countMany<T extends IdTally>(tally: T, count: number, ids: readonly EntryId[]): T {
  tally.count += count
  for (const id of ids) {
    if (tally.ids.length >= IDS_PER_EVENT) break
    tally.ids.push(id)
  }
  return tally
}

function count<T extends IdTally>(tally: T, id: EntryId): T {
  tally.count += 1
  if (tally.ids.length < IDS_PER_EVENT) tally.ids.push(id)
  return tally
}

/**
 * Gathers what happens in a thread into one message at most every 50 ms. The first thing after a quiet time goes
 * out in the same turn of the event loop, so that at low rates a crash takes no report with it; a change of status goes out at once.
 */
export function createThreadReporter(post: (report: ThreadReport) => void, clock: Clock): ThreadReporter {
  let report: ThreadReport = {}
  const tallies = createWorkTallies()
  let timer: NodeJS.Timeout | undefined
  let soon = false
  let gatesDropped = false
  let flushedAt = -BATCH_MS
  let shapes: Map<string, CommandTally> | undefined
  let last: ThreadStatus = { kind: 'running' }
  let readHeld: (() => Holding) | undefined

  function flush(): void {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    soon = false
    flushedAt = clock.monotonic()
    if (gatesDropped) delete report.gates
    gatesDropped = false
    const message = { ...report, ...tallies.take() }
    report = {}
    shapes = undefined
    if (Object.keys(message).length === 0) return
    if (readHeld !== undefined) message.inFlight = readHeld()
    post(message)
  }

  function touch(): void {
    if (timer !== undefined || soon) return
    const wait = flushedAt + BATCH_MS - clock.monotonic()
    if (wait > 0) timer = setTimeout(flush, wait)
    else {
      soon = true
      queueMicrotask(flush)
    }
  }

  function emptyTally(): IdTally {
    return { count: 0, ids: [], at: clock.now() }
  }

  function ackedMany(count: number, ids: readonly EntryId[], removed: number): void {
    report.acked ??= { ...emptyTally(), nothing: 0 }
    report.acked.nothing += count - removed
    // A reply counts and does not name: with fewer removed than sent, which ones is not known.
    countMany(report.acked, removed, removed === count ? ids : [])
    touch()
  }

  return {
    flush,
    status(status) {
      if (status.kind !== 'frozen') last = status
      report.status = status
      flush()
    },
    thawed() {
      report.status = last
      flush()
    },
    clientId(id) {
      report.clientId = id
      touch()
    },
    overdue() {
      report.overdue = true
      flush()
    },
    delivered(id, again) {
      if (again) report.again = count(report.again ?? emptyTally(), id)
      else report.delivered = count(report.delivered ?? emptyTally(), id)
      touch()
    },
    deliveredMany(count, ids) {
      report.delivered = countMany(report.delivered ?? emptyTally(), count, ids)
      touch()
    },
    acked(ids, removed) {
      ackedMany(ids.length, ids, removed)
    },
    ackedMany,
    failed(id, why) {
      report.failed ??= []
      let tally = report.failed.find((candidate) => candidate.why === why)
      if (tally === undefined) report.failed.push((tally = { ...emptyTally(), why }))
      count(tally, id)
      touch()
    },
    skipped(id, why) {
      report.skipped ??= []
      let tally = report.skipped.find((candidate) => candidate.why === why)
      if (tally === undefined) report.skipped.push((tally = { ...emptyTally(), why }))
      count(tally, id)
      touch()
    },
    deadLettered(id, to, why) {
      report.deadLettered ??= []
      let tally = report.deadLettered.find((candidate) => candidate.why === why && candidate.to === to)
      if (tally === undefined) report.deadLettered.push((tally = { ...emptyTally(), to, why }))
      count(tally, id)
      touch()
    },
    published(type, source, times) {
      tallies.published(type, source, times)
      touch()
    },
    worked(type, status, times) {
      tallies.worked(type, status, times)
      touch()
    },
    took(type, ms, times) {
      tallies.took(type, ms, times)
      touch()
    },
    claimed(ids, dropped) {
      report.claimed ??= { ...emptyTally(), dropped: [] }
      report.claimed.dropped.push(...dropped)
      for (const id of ids) count(report.claimed, id)
      touch()
    },
    retry(plan) {
      report.retries ??= []
      report.retries.push(plan)
      touch()
    },
    breaker(state) {
      report.breaker ??= []
      report.breaker.push(state)
      touch()
    },
    paused(paused) {
      report.paused = paused ?? false
      flush()
    },
    added(id) {
      report.added ??= { ...emptyTally(), lastId: id }
      report.added.lastId = id
      count(report.added, id)
      touch()
    },
    read(empty) {
      const before = report.reads ?? { count: 0, empty: 0 }
      report.reads = { count: before.count + 1, empty: before.empty + (empty ? 1 : 0) }
      touch()
    },
    addedMany(count, ids, lastId) {
      report.added ??= { ...emptyTally(), lastId }
      report.added.lastId = lastId
      countMany(report.added, count, ids)
      touch()
    },
    duplicate(type, source) {
      tallies.repeated(type, source)
      report.duplicates = (report.duplicates ?? 0) + 1
      touch()
    },
    holds(read) {
      readHeld = read
    },
    heldChanged() {
      if (readHeld === undefined) return
      report.inFlight = readHeld()
      touch()
    },
    gate(gate, id) {
      report.gates ??= []
      if (report.gates.length >= GATES_PER_REPORT) gatesDropped = true
      else report.gates.push(id === undefined ? { gate } : { gate, id })
      touch()
    },
    latency(ms) {
      report.latencies ??= []
      if (report.latencies.length < LATENCIES_PER_REPORT) report.latencies.push(ms)
      touch()
    },
    error() {
      report.errors = (report.errors ?? 0) + 1
      touch()
    },
    unknownOutcome() {
      report.unknownOutcomes = (report.unknownOutcomes ?? 0) + 1
      touch()
    },
    command(command, result, omitted = 0) {
      report.commands ??= []
      shapes ??= new Map()
      // Name and the argument after it, the subcommand of XGROUP: as fine as the command log tells shapes apart.
      const shape = `${result.outcome} ${command[0]?.toString()} ${command[1]?.toString()}`
      const same = shapes.get(shape)
      if (same !== undefined) same.times += result.times
      else {
        const tally: CommandTally = { ...result, command: command.slice(0, KEPT_ARGUMENTS).map(cutArgument), omitted: omitted + Math.max(0, command.length - KEPT_ARGUMENTS) }
        shapes.set(shape, tally)
        report.commands.push(tally)
      }
      touch()
    },
    notice(level, text, next) {
      report.notice = next === undefined ? { level, text } : { level, text, next }
      flush()
    }
  }
}
