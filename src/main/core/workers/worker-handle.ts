import type { Worker } from 'node:worker_threads'
import { assertNever } from '@shared/lib/assert-never'
import type { Clock } from '@shared/lib/clock'
import { settlesFirst } from '@shared/model/select-at-work'
import { GATE_WORDS, type Gate, type WorkerState, type WorkerStatus } from '@shared/model/worker-state'
import type { WorkReport } from '@shared/metrics/work-tally'
import type { EntryId } from '@shared/redis/entry-id'
import type { LinkState } from '@shared/model/link-state'
import type { EventSink } from '../live/event-log'
import type { CommandLog } from '../redis/command-log'
import type { SocketTarget } from '../redis/dispatcher'
import { addStep, createControlBlock, gateOf, resetForStart, setCrashAt, setFrozen, setHolds, type ControlBlock } from './control-block'
import { addCounts, toEvents } from './report-to-events'
import type { StatePublisher } from './state-publisher'
import type { HostMessage, ThreadReport, ThreadStatus } from './thread-protocol'

export interface WorkerHandleOptions {
  state: WorkerState
  /** Makes the thread; it runs at once. */
  startThread(worker: WorkerState, block: ControlBlock): Worker
  /** CLIENT UNBLOCK. Never rejects: without it the read ends by itself, a BLOCK later. */
  unblock(clientId: string): Promise<void>
  onLatencies(worker: WorkerState, ms: readonly number[]): void
  onWork(worker: WorkerState, work: WorkReport): void
  /** Its proxy, while it has one. */
  link(): LinkState | undefined
  /** A connection of it is set up. */
  onRunning(): void
  /** Its thread is no more. */
  onEnded(): void
  onSent(worker: WorkerState, sent: SentReport): void
  publisher: StatePublisher
  sink: EventSink
  commandLog: CommandLog
  clock: Clock
}

/** What a worker's socket carried since the report before: commands that were sent and came to an end, and what its reads brought. */
export interface SentReport {
  commands: number
  reads: number
  emptyReads: number
}

/** One worker as the host knows it, over all the threads that it has had. Says nothing of what is allowed: see worker-availability. */
export interface WorkerHandle {
  state(): WorkerState
  /** True while a thread of it exists. */
  alive(): boolean
  /** CLIENT ID of the socket that it has now, where the server told it. */
  clientId(): string | undefined
  start(): void
  /** Resolves once it has left `starting`: it runs, waits for the server, or has ended. */
  whenStarted(): Promise<void>
  /** Resolves when the thread has ended. A frozen one cannot hear that it is to stop, and is ended as it stands. */
  stop(): Promise<void>
  /** Without a gate: resolves when the thread is no more. With one: when the order is given. */
  crash(at?: Gate): Promise<void>
  /** Ends the thread because the host ends; the worker then counts as stopped. */
  terminate(): Promise<void>
  freeze(): void
  resume(): void
  /** From its next turn on its socket goes there. */
  reroute(target: SocketTarget): void
  /** What is known of it besides its own reports has changed. */
  noteLink(): void
  /** It was removed: nothing is told of it any more. */
  leave(): void
  rescue(): void
  takeAway(ids: EntryId[]): void
  configure(change: (state: WorkerState) => WorkerState): void
  hold(gates: Gate[]): void
  step(): void
}

/** What a running loop does between the gate that it passed last and the next. */
const DOING: Readonly<Record<Gate, string>> = {
  G0: 'reads',
  G1: 'takes the reply',
  G2: 'has received an entry',
  G3: 'works on an entry',
  G4: 'has done the work',
  G5: 'acknowledges',
  G6: 'takes the reply to XACK'
}

function toSent({ commands = [], reads }: ThreadReport): SentReport | undefined {
  if (commands.length === 0 && reads === undefined) return undefined
  const sent = commands.filter(({ outcome }) => outcome !== 'refused-by-sluice')
  return { commands: sent.reduce((sum, { times }) => sum + times, 0), reads: reads?.count ?? 0, emptyReads: reads?.empty ?? 0 }
}

export function createWorkerHandle(options: WorkerHandleOptions): WorkerHandle {
  const { publisher, sink, clock } = options
  const block = createControlBlock()
  let { state } = options
  let thread: Worker | undefined
  let clientId: string | undefined
  /** Set by us before we end the thread: its exit then is no surprise. */
  let ending: 'crash' | 'terminate' | undefined
  let failure: unknown
  /** Said by the thread as its last words; holds once it has ended. */
  let parked: Extract<ThreadStatus, { kind: 'parked' }> | undefined

  /** The gate moves too often for messages: it is looked up when somebody looks. */
  function read(): WorkerState {
    const link = options.link()
    const now = link === undefined ? state : { ...state, link }
    const { status } = state
    if (status.kind !== 'running' || thread === undefined) return now
    const gate = gateOf(block)
    return { ...now, status: { ...status, gate, doing: state.role === 'producer' ? 'sends' : DOING[gate] } }
  }

  /** Who waits for it to have started. */
  let waiting: (() => void)[] = []

  function become(status: WorkerStatus): void {
    state = { ...state, status }
    if (status.kind !== 'starting') {
      for (const wake of waiting) wake()
      waiting = []
    }
    publisher.now(read)
  }

  function post(message: HostMessage): void {
    thread?.postMessage(message)
  }

  function toStatus(status: ThreadStatus): WorkerStatus | undefined {
    const since = clock.now()
    switch (status.kind) {
      case 'running': {
        const gate = gateOf(block)
        return { kind: 'running', since, gate, doing: DOING[gate] }
      }
      case 'held':
        return { kind: 'held', since, gate: status.gate }
      case 'frozen':
        return { kind: 'frozen', since, gate: gateOf(block) }
      case 'stopping':
        return { kind: 'stopping', since, doing: status.blocked ? 'leaves its blocked read' : 'finishes what it holds' }
      case 'reconnecting':
        return { kind: 'reconnecting', since, message: status.message }
      // Told by the exit of the thread.
      case 'parked':
      case 'ended':
      case 'at-crash-gate':
        return undefined
      default:
        return assertNever(status)
    }
  }

  function applyStatus(status: ThreadStatus): void {
    if (ending !== undefined) return
    if (status.kind === 'at-crash-gate') void end('crash')
    if (status.kind === 'parked') parked = status
    if (status.kind === 'running') options.onRunning()
    if (status.kind === 'stopping' && status.blocked && clientId !== undefined) void options.unblock(clientId)
    // While it drains it may still lose its connection or be worked on; that it is stopping matters more. Frozen just before, it would never end.
    if (state.status.kind === 'stopping') {
      if (status.kind === 'frozen') void end('terminate')
      return
    }
    const next = toStatus(status)
    if (next !== undefined) become(next)
  }

  function take(report: ThreadReport): void {
    if (report.clientId !== undefined) clientId = report.clientId
    state = { ...state, counts: addCounts(state.counts, report), unknownOutcomes: state.unknownOutcomes + (report.unknownOutcomes ?? 0) }
    if (state.role === 'consumer' && report.inFlight !== undefined) {
      const { atWork: _before, workingOn: _then, ...rest } = state
      const { ids, count, atWork = [], workingOn } = report.inFlight
      state = { ...rest, inFlight: ids, inFlightCount: count, ...(atWork.length > 0 && { atWork }), ...(workingOn !== undefined && { workingOn }) }
    }
    if (state.role === 'consumer' && report.paused !== undefined) {
      const { paused: _before, ...rest } = state
      state = { ...rest, ...(report.paused !== false && { paused: report.paused }) }
    }
    if (state.role === 'producer' && report.added !== undefined) state = { ...state, lastId: report.added.lastId }
    if (state.role === 'producer' && report.duplicates !== undefined) state = { ...state, duplicates: state.duplicates + report.duplicates }
    // What is settled before its work is known to be at work no later than it is known to be settled: else it looked lost.
    if (settlesFirst(state)) publisher.now(read)
    for (const event of toEvents(state, report)) sink.append(event)
    for (const line of report.commands ?? []) {
      options.commandLog.add({ connection: state.connection, by: 'worker', who: state.name, ...line })
    }
    if (report.latencies !== undefined) options.onLatencies(state, report.latencies)
    if (report.published !== undefined || report.repeated !== undefined || report.worked !== undefined || report.took !== undefined) options.onWork(state, report)
    const sent = toSent(report)
    if (sent !== undefined) options.onSent(state, sent)
    if (report.overdue === true && clientId !== undefined) void options.unblock(clientId)
    if (report.status !== undefined) applyStatus(report.status)
    else publisher.soon(read)
  }

  function onExit(orderly: boolean): void {
    const gate = gateOf(block)
    const since = clock.now()
    const end = ending
    thread = undefined
    clientId = undefined
    ending = undefined
    options.onEnded()
    setCrashAt(block, undefined)
    if (state.role === 'consumer') {
      const { crashAt: _done, paused: _paused, atWork: _gone, workingOn: _held, ...rest } = state
      state = { ...rest, inFlight: [], inFlightCount: 0 }
    }
    if (end === 'crash') {
      become({ kind: 'crashed', since, gate })
      return tell('warning', `${state.name} was crashed at ${gate}, ${GATE_WORDS[gate]}.`, 'What it held stays pending until it is claimed, or until it starts again.')
    }
    if (end === 'terminate') return become({ kind: 'stopped', since })
    if (parked !== undefined) return become({ kind: 'parked', since, why: parked.why, next: parked.next })
    if (orderly) return become({ kind: 'stopped', since })
    become({ kind: 'crashed', since, gate })
    const why = failure instanceof Error ? failure.message : 'for no reason that it gave'
    tell('error', `The thread of ${state.name} ended by itself: ${why}.`, 'Start it again. What it held is still pending.')
  }

  function tell(level: 'warning' | 'error', text: string, next: string): void {
    const { connection, key } = state
    sink.append({ kind: 'notice', level, text, next, connection, stream: { connection, key } })
  }

  async function end(how: 'crash' | 'terminate'): Promise<void> {
    if (thread === undefined) return
    ending = how
    await thread.terminate()
  }

  return {
    state: read,
    alive: () => thread !== undefined,
    clientId: () => clientId,
    whenStarted: () => (state.status.kind === 'starting' ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    start() {
      resetForStart(block)
      failure = undefined
      parked = undefined
      let orderly = false
      state = { ...state, startedAt: clock.now() }
      const started = options.startThread(state, block)
      thread = started
      started.on('message', (report: ThreadReport) => {
        if (report.status?.kind === 'ended') orderly = true
        take(report)
      })
      started.on('error', (error) => (failure = error))
      started.on('exit', () => onExit(orderly))
      become({ kind: 'starting', since: clock.now() })
    },
    async stop() {
      const stopping = thread
      if (stopping === undefined) return
      if (state.status.kind === 'frozen') return end('terminate')
      become({ kind: 'stopping', since: clock.now(), doing: 'finishes what it holds' })
      post({ kind: 'stop' })
      // Not events.once: it would reject when the thread fails on its way out, and nobody waits for most stops.
      await new Promise<void>((resolve) => stopping.once('exit', () => resolve()))
    },
    async crash(at) {
      if (at === undefined) return end('crash')
      setCrashAt(block, at)
      if (state.role === 'consumer') state = { ...state, crashAt: at }
      post({ kind: 'look' })
      publisher.now(read)
    },
    terminate: () => end('terminate'),
    freeze() {
      setFrozen(block, true)
      post({ kind: 'freeze' })
    },
    resume: () => setFrozen(block, false),
    reroute: (target) => post({ kind: 'reroute', target }),
    noteLink: () => publisher.soon(read),
    leave: () => publisher.drop(read),
    rescue: () => post({ kind: 'rescue' }),
    takeAway: (ids) => post({ kind: 'taken-away', ids }),
    configure(change) {
      state = change(state)
      if (state.role === 'consumer') post({ kind: 'configure-consumer', settings: state.settings })
      else post({ kind: 'configure-producer', settings: state.settings })
      publisher.now(read)
    },
    hold(gates) {
      setHolds(block, gates)
      if (state.role === 'consumer') state = { ...state, holdAt: gates }
      post({ kind: 'look' })
      publisher.now(read)
    },
    step() {
      addStep(block)
      post({ kind: 'look' })
    }
  }
}
