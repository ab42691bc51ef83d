import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { Argument, Command, Decide, SocketTarget, WatchedResult } from './dispatcher'
import { openRedisSession, toAnswers, type Answer, type RedisSession } from './redis-session'
import { NoReplyError, ServerError, type Reply } from './reply'
import { setUpSession, type SessionFacts } from './set-up-session'
import { SetupError, type SocketFailure } from './socket-failure'

/** `observer` asks the server to leave the access times of keys alone. Readers that block have sessions of their own (TRUST C1). */
export type SocketClass = 'observer' | 'writer'

export type SocketStatus =
  | { kind: 'connecting' }
  /** Connected, but the server is loading or busy; in its own words. */
  | { kind: 'waiting'; message: string }
  | { kind: 'ready'; facts: SessionFacts }
  | { kind: 'reconnecting'; attempt: number; delayMs: number; message: string }
  | Extract<SocketFailure, { kind: 'refused' }>
  | { kind: 'closed' }

export interface RedisSocketOptions {
  target: SocketTarget
  class: SocketClass
  /** CLIENT SETNAME: `sluice:<instance>:<role>`. Without spaces. */
  name: string
  clock: Clock
  /** Without it the pauses between attempts have no jitter. */
  random?: Random
  /** How long a command without an own limit may wait for its reply. */
  commandTimeoutMs?: number
  onStatus?: (status: SocketStatus) => void
}

export interface SendOptions {
  /** Instead of the socket's own limit. */
  timeoutMs?: number
}

/**
 * A connection that comes back by itself after a break, and never sends anything by itself. A refusal is its end. Each command is sent once or not at
 * all; without a connection it is refused at once. Everything rejects with ServerError or NoReplyError and nothing
 * else.
 */
export interface RedisSocket {
  send(command: Command, options?: SendOptions): Promise<Reply>
  /** One write, answered one by one. */
  pipeline(commands: readonly Command[], options?: SendOptions): Promise<Answer[]>
  /** MULTI … EXEC. Rejects with ServerError when this user may not use MULTI; nothing was sent then. */
  transaction(commands: readonly Command[], options?: SendOptions): Promise<Answer[]>
  /** WATCH, reads, then MULTI … EXEC: see Dispatcher. Before the MULTI nothing can have been changed, so a break says not sent. */
  watched(keys: readonly Argument[], reads: readonly Command[], decide: Decide, options?: SendOptions): Promise<WatchedResult>
  status(): SocketStatus
  onStatus(listener: (status: SocketStatus) => void): () => void
  /** Resolves when ready; rejects with ServerError when it is refused, with NoReplyError when it is closed first. */
  connected(): Promise<void>
  /** Ends the socket without QUIT, as a crash does, and does not reconnect. */
  destroy(): void
  /** Waits for the replies that are on their way (at most 1 s), then ends. */
  close(): Promise<void>
}

const FIRST_PAUSE = 50
const LONGEST_PAUSE = 5000

export function createRedisSocket(options: RedisSocketOptions): RedisSocket {
  const { target, clock, random = () => 0.5, commandTimeoutMs = 5000 } = options
  const listeners = new Set<(status: SocketStatus) => void>()
  let status: SocketStatus = { kind: 'connecting' }
  let session: RedisSession | undefined
  const life = new AbortController()

  function become(next: SocketStatus): void {
    // Closed is the end: what a dying session still reports does not matter.
    if (status.kind === 'closed') return
    status = next
    options.onStatus?.(next)
    for (const listener of listeners) listener(next)
  }
  const isClosed = (): boolean => status.kind === 'closed'

  /** One connection from opening to end. */
  async function live(): Promise<{ failure: SocketFailure; wasReady: boolean }> {
    const current = openRedisSession(target, clock)
    session = current
    let wasReady = false
    async function setUp(): Promise<void> {
      await current.opened
      const facts = await setUpSession(current, { target, name: options.name, observer: options.class === 'observer', clock, onWait: (message) => become({ kind: 'waiting', message }) })
      wasReady = true
      become({ kind: 'ready', facts })
    }
    setUp().catch((error: unknown) => {
      current.destroy(error instanceof SetupError ? error : undefined)
      // A socket that broke while it was set up says so by its end. Anything else is a mistake of ours.
      if (!(error instanceof SetupError || error instanceof NoReplyError)) throw error
    })
    const failure = await current.ended
    session = undefined
    return { failure, wasReady }
  }

  /** Equal jitter: half of the pause is fixed, half is chance, so that many clients do not come back at once. */
  function pauseBefore(attempt: number): number {
    const full = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempt - 1, 10))
    return Math.round(full / 2 + (full / 2) * random())
  }

  async function run(): Promise<void> {
    let attempt = 0
    while (!isClosed()) {
      const { failure, wasReady } = await live()
      if (isClosed()) return
      // A wrong password stays wrong: the next attempt is a person's (TRUST C11).
      if (failure.kind === 'refused') return become(failure)
      attempt = wasReady ? 1 : attempt + 1
      const delayMs = pauseBefore(attempt)
      become({ kind: 'reconnecting', attempt, delayMs, message: failure.message })
      await clock.sleep(delayMs, life.signal)
    }
  }

  function ready(): { session: RedisSession; facts: SessionFacts } {
    if (status.kind === 'ready' && session !== undefined) return { session, facts: status.facts }
    throw new NoReplyError('Not sent: there is no connection to the server.', false)
  }

  function destroy(): void {
    become({ kind: 'closed' })
    session?.destroy()
    life.abort()
  }

  // An EXEC ends the WATCH of its socket, whoever sent it: so each MULTI waits for the one before it.
  let alone: Promise<unknown> = Promise.resolve()
  function oneByOne<T>(task: () => Promise<T>): Promise<T> {
    const turn = alone.then(task)
    alone = turn.catch(() => undefined)
    return turn
  }

  /** Whatever breaks in here, no write was sent. */
  async function withoutWrite<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      throw error instanceof NoReplyError ? new NoReplyError(error.message, false) : error
    }
  }

  async function watchAndRead(current: RedisSession, keys: readonly Argument[], reads: readonly Command[], timeoutMs: number): Promise<Answer[]> {
    const [watch = null, ...answers] = await current.pipeline([['WATCH', ...keys], ...reads], timeoutMs)
    if (watch instanceof ServerError) throw watch
    return answers
  }

  async function watched(keys: readonly Argument[], reads: readonly Command[], decide: Decide, timeoutMs: number): Promise<WatchedResult> {
    // One session throughout: a new one would know nothing of the WATCH.
    const { session: current, facts } = ready()
    if (facts.transactions !== true) throw facts.transactions
    const commands = decide(await withoutWrite(() => watchAndRead(current, keys, reads, timeoutMs)))
    if (commands === undefined) {
      await withoutWrite(() => current.send(['UNWATCH'], timeoutMs))
      return { kind: 'declined' }
    }
    const answers = await current.pipeline([['MULTI'], ...commands, ['EXEC']], timeoutMs)
    const exec = answers.at(-1) ?? null
    if (exec instanceof ServerError) return { kind: 'done', answers: answers.slice(1, -1).map((answer) => (answer instanceof ServerError ? answer : exec)) }
    return exec === null ? { kind: 'changed' } : { kind: 'done', answers: toAnswers(exec) }
  }

  async function transaction(commands: readonly Command[], timeoutMs: number): Promise<Answer[]> {
    const now = ready()
    if (now.facts.transactions !== true) throw now.facts.transactions
    const answers = await now.session.pipeline([['MULTI'], ...commands, ['EXEC']], timeoutMs)
    const exec = answers.at(-1) ?? null
    if (!(exec instanceof ServerError)) return toAnswers(exec)
    // EXECABORT: one command was refused when it was queued, and none was carried out.
    return answers.slice(1, -1).map((answer) => (answer instanceof ServerError ? answer : exec))
  }

  void run()

  return {
    async send(command, { timeoutMs = commandTimeoutMs } = {}) {
      return ready().session.send(command, timeoutMs)
    },
    async pipeline(commands, { timeoutMs = commandTimeoutMs } = {}) {
      return ready().session.pipeline(commands, timeoutMs)
    },
    // Only a WATCH needs it to wait: an observer, which has none, keeps several on their way.
    transaction: (commands, { timeoutMs = commandTimeoutMs } = {}) => (options.class === 'observer' ? transaction(commands, timeoutMs) : oneByOne(() => transaction(commands, timeoutMs))),
    watched: (keys, reads, decide, { timeoutMs = commandTimeoutMs } = {}) => oneByOne(() => watched(keys, reads, decide, timeoutMs)),
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connected() {
      return new Promise((resolve, reject) => {
        const look = (now: SocketStatus): void => {
          if (now.kind === 'ready') resolve()
          else if (now.kind === 'refused') reject(new ServerError(now.message))
          else if (now.kind === 'closed') reject(new NoReplyError('The connection was closed here.', false))
          else return
          listeners.delete(look)
        }
        listeners.add(look)
        look(status)
      })
    },
    destroy,
    async close() {
      const current = session
      for (let waited = 0; current !== undefined && current.waiting() > 0 && waited < 1000; waited += 10) await clock.sleep(10)
      destroy()
      if (current !== undefined) await current.ended
    }
  }
}
