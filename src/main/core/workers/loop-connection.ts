import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import { summarizeReply } from '../redis/summarize-reply'
import { GuardError, NoReplyError, ServerError, type Reply } from '../redis/reply'
import type { Command, SocketTarget } from '../redis/dispatcher'
import type { Answer } from '../redis/redis-session'
import type { ReplyScanner } from '../redis/reply-scanner'
import type { Overdue } from '../redis/reply-watchdog'
import { SetupError } from '../redis/socket-failure'
import type { ErrorPause } from './error-pause'
import type { ThreadReporter } from './thread-report'
import type { WorkerSocket } from './worker-socket'

/** Errors after which trying again is of no use until a person has changed something. */
const FINAL = new Set(['NOGROUP', 'WRONGTYPE', 'NOPERM', 'NOAUTH', 'WRONGPASS', 'ERR'])

/** Ends a loop: it parks with words for a person. */
export class ParkedError extends Error {
  override readonly name = 'ParkedError'
  constructor(readonly why: string, readonly next: string) {
    super(why)
  }
}

function toNextStep(error: ServerError): string {
  switch (error.prefix) {
    case 'NOGROUP': return 'Create the group or the stream again, then start the worker.'
    case 'WRONGTYPE': return 'The key is no stream any more. Remove it or pick another stream, then start the worker.'
    case 'NOPERM': return 'Give this user the permission that the message names, then start the worker.'
    case 'NOAUTH':
    case 'WRONGPASS': return 'Correct the password of the connection, then start the worker.'
    default: return 'Correct what the server names, then start the worker.'
  }
}

/** Matched by its first word only: the rest of the text differs between servers (TRUST F17). */
export function toParked(error: unknown): ParkedError | undefined {
  if (error instanceof ParkedError) return error
  if (error instanceof GuardError) return new ParkedError(error.message, error.next)
  if (error instanceof SetupError && error.failure.kind === 'refused') return new ParkedError(error.message, error.failure.next)
  if (error instanceof ServerError && FINAL.has(error.prefix)) return new ParkedError(error.message, toNextStep(error))
  return undefined
}

export interface LoopConnectionOptions {
  /** Where its sockets go now: another object, once they are to go elsewhere. */
  target: () => SocketTarget
  open: (target: SocketTarget) => Promise<WorkerSocket>
  report: ThreadReporter
  clock: Clock
  pause: ErrorPause
  stopping: AbortSignalLike
}

/** Commands that were encoded before, all alike, and what reads their replies. */
export interface Exchange {
  /** The first of them as it is sent, but for arguments that were left out. */
  sample: Command
  omitted: number
  bytes: Buffer
  times: number
  scanner: ReplyScanner
  /** What the server refused, of what was answered. */
  errors: () => readonly ServerError[]
  /** A reply in a few words, for the command log. */
  summary: () => string
}

/** A socket with its commands reported, and what it found out about the server when it opened. */
export interface LoopConnection {
  /** Counted, logged, rejects with ServerError, NoReplyError or GuardError. */
  send(command: Command, timeoutMs?: number, overdue?: Overdue): Promise<Reply>
  pipeline(commands: readonly Command[]): Promise<Answer[]>
  /** All of them between MULTI and EXEC, or none. Rejects with the first ServerError, also when the others were carried out. */
  transaction(commands: readonly Command[]): Promise<Reply[]>
  /** The same, answered one by one. Rejects with ServerError when none was carried out. */
  atomically(commands: readonly Command[]): Promise<Answer[]>
  /** Counted and logged one by one, as if each had been sent alone. Rejects with NoReplyError or GuardError; refusals are in `errors`. */
  exchange(exchange: Exchange, timeoutMs?: number, overdue?: Overdue): Promise<void>
  close(): Promise<void>
  /** True when the server is not the process that it was at the connection before. */
  restarted: boolean
  first: boolean
  /** The worker's sockets go elsewhere now: this one is left in order, and another opened. */
  moved(): boolean
}

/** How long the server may take over a command that does not block. Milliseconds. */
const TIMEOUT_MS = 5000

export function createConnector(options: LoopConnectionOptions): () => Promise<LoopConnection | undefined> {
  const { report, clock, stopping } = options
  let runId: string | undefined
  let connects = 0

  function log(command: Command, startedAt: number, outcome: 'ok' | 'failed' | 'unknown' | 'refused-by-sluice', reply: string, times = 1, omitted = 0): void {
    report.command(command, { outcome, reply, tookMs: clock.monotonic() - startedAt, times }, omitted)
  }

  /** Notes what became of a command and gives the error on. A reply that never came is an unknown outcome (TRUST C2). */
  function note(command: Command, startedAt: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof NoReplyError) {
      if (error.sent) report.unknownOutcome()
      log(command, startedAt, error.sent ? 'unknown' : 'failed', message)
    } else {
      report.error()
      log(command, startedAt, error instanceof GuardError ? 'refused-by-sluice' : 'failed', message)
    }
  }

  function notePipeline(commands: readonly Command[], startedAt: number, answers: readonly Answer[]): void {
    let sample: { command: Command; reply: string } | undefined
    let ok = 0
    for (const [index, command] of commands.entries()) {
      const answer = answers[index] ?? null
      if (answer instanceof ServerError) note(command, startedAt, answer)
      else {
        sample ??= { command, reply: summarizeReply(answer) }
        ok += 1
      }
    }
    if (sample !== undefined) log(sample.command, startedAt, 'ok', sample.reply, ok)
  }

  /** What was answered is known, however the rest ended. */
  function noteExchange({ sample, omitted, scanner, errors, summary }: Exchange, startedAt: number): void {
    const refused = errors()
    for (const error of refused) note(sample, startedAt, error)
    const ok = scanner.answered() - refused.length
    if (ok > 0) log(sample, startedAt, 'ok', summary(), ok, omitted)
  }

  function wrap(socket: WorkerSocket): Omit<LoopConnection, 'restarted' | 'first' | 'moved'> {
    async function atomically(commands: readonly Command[]): Promise<Answer[]> {
      const startedAt = clock.monotonic()
      try {
        const answers = await socket.transaction(commands, TIMEOUT_MS)
        log(['MULTI'], startedAt, 'ok', '')
        for (const [index, command] of commands.entries()) notePipeline([command], startedAt, answers.slice(index, index + 1))
        log(['EXEC'], startedAt, 'ok', '')
        return answers
      } catch (error) {
        for (const command of [['MULTI'], ...commands, ['EXEC']]) note(command, startedAt, error)
        throw error
      }
    }

    return {
      async send(command, timeoutMs = TIMEOUT_MS, overdue) {
        const startedAt = clock.monotonic()
        try {
          const reply = await socket.send(command, timeoutMs, overdue)
          log(command, startedAt, 'ok', summarizeReply(reply))
          return reply
        } catch (error) {
          note(command, startedAt, error)
          throw error
        }
      },
      async pipeline(commands) {
        const startedAt = clock.monotonic()
        try {
          const answers = await socket.pipeline(commands, TIMEOUT_MS)
          notePipeline(commands, startedAt, answers)
          return answers
        } catch (error) {
          for (const command of commands) note(command, startedAt, error)
          throw error
        }
      },
      async transaction(commands) {
        const answers = await atomically(commands)
        return answers.map((answer) => {
          if (answer instanceof ServerError) throw answer
          return answer
        })
      },
      atomically,
      async exchange(exchange, timeoutMs = TIMEOUT_MS, overdue) {
        const startedAt = clock.monotonic()
        const { sample, bytes, times, scanner } = exchange
        try {
          await socket.exchange(sample, bytes, scanner, timeoutMs, overdue)
        } catch (error) {
          for (let missing = times - scanner.answered(); missing > 0; missing--) note(sample, startedAt, error)
          throw error
        } finally {
          noteExchange(exchange, startedAt)
        }
      },
      close: () => socket.close()
    }
  }

  /** Undefined when the user may not ask. */
  async function ask(socket: WorkerSocket, command: Command): Promise<Reply | undefined> {
    try {
      return await socket.send(command, TIMEOUT_MS)
    } catch (error) {
      if (error instanceof ServerError || error instanceof GuardError) return undefined
      throw error
    }
  }

  /** Opens a socket and finds out whether it leads to the same process as before. */
  async function openOnce(): Promise<LoopConnection> {
    const target = options.target()
    const socket = await options.open(target)
    if (socket.clientId !== undefined) report.clientId(socket.clientId)
    const info = await ask(socket, ['INFO', 'server'])
    const before = runId
    if (Buffer.isBuffer(info)) runId = /^run_id:(\w+)/m.exec(info.toString('latin1'))?.[1] ?? before
    connects += 1
    return { ...wrap(socket), first: connects === 1, restarted: before !== undefined && runId !== before, moved: () => options.target() !== target }
  }

  /** Tries until it is connected, or the worker is told to stop (undefined). Throws ParkedError when it is refused. */
  return async () => {
    for (let attempt = 0; !stopping.aborted; attempt++) {
      try {
        return await openOnce()
      } catch (error) {
        const parked = toParked(error)
        if (parked !== undefined) throw parked
        report.status({ kind: 'reconnecting', message: error instanceof Error ? error.message : String(error) })
        await options.pause('unreachable', attempt)
      }
    }
    return undefined
  }
}
