import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { Command, SocketTarget } from './dispatcher'
import { openRedisSession, toAnswers, type Answer, type RedisSession } from './redis-session'
import { NoReplyError, ServerError, type Reply } from './reply'
import { setUpSession, type SessionFacts } from './set-up-session'
import { SetupError, type SocketFailure } from './socket-failure'

/** `observer` asks not to touch keys; `blocking` waits in XREADGROUP and belongs to one reader (TRUST C1). */
export type SocketClass = 'observer' | 'writer' | 'blocking'

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
  /** For a blocking read: BLOCK + BLOCK_GRACE_MS. */
  timeoutMs?: number
}

/** A blocked read that is silent for its BLOCK and this much longer has lost its socket (TRUST F4). */
export const BLOCK_GRACE_MS = 2000

/**
 * A connection that comes back by itself, and never sends anything by itself. Each command is sent once or not at
 * all; without a connection it is refused at once. Everything rejects with ServerError or NoReplyError and nothing
 * else. Runs in the host and in worker threads.
 */
export interface RedisSocket {
  send(command: Command, options?: SendOptions): Promise<Reply>
  /** One write, answered one by one. */
  pipeline(commands: readonly Command[], options?: SendOptions): Promise<Answer[]>
  /** MULTI … EXEC. Rejects with ServerError when this user may not use MULTI; nothing was sent then. */
  transaction(commands: readonly Command[], options?: SendOptions): Promise<Answer[]>
  status(): SocketStatus
  onStatus(listener: (status: SocketStatus) => void): () => void
  /** Resolves when ready; rejects with NoReplyError when it is refused or closed first. */
  connected(): Promise<void>
  /** Of all sockets so far, bytes. */
  bytesReceived(): number
  /** Ends the pause before the next attempt, also after a refusal. A new target replaces the old one. */
  retry(target?: SocketTarget): void
  /** Ends the socket without QUIT, as a crash does, and does not reconnect. */
  destroy(): void
  /** Waits for the replies that are on their way (at most 1 s), then ends. */
  close(): Promise<void>
}

const FIRST_PAUSE = 50
const LONGEST_PAUSE = 5000

export function createRedisSocket(options: RedisSocketOptions): RedisSocket {
  const { clock, random = () => 0.5, commandTimeoutMs = 5000 } = options
  const listeners = new Set<(status: SocketStatus) => void>()
  let target = options.target
  let status: SocketStatus = { kind: 'connecting' }
  let session: RedisSession | undefined
  let bytesBefore = 0
  let pause = new AbortController()

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
    setUp().catch((error: unknown) => current.destroy(error instanceof SetupError ? error : undefined))
    const failure = await current.ended
    bytesBefore += current.bytesReceived()
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
      attempt = wasReady ? 1 : attempt + 1
      pause = new AbortController()
      if (failure.kind === 'refused') {
        become(failure)
        // A wrong password stays wrong: the next attempt is a person's (TRUST C11).
        await new Promise<void>((resolve) => pause.signal.addEventListener('abort', () => resolve(), { once: true }))
        attempt = 0
      } else {
        const delayMs = pauseBefore(attempt)
        become({ kind: 'reconnecting', attempt, delayMs, message: failure.message })
        await clock.sleep(delayMs, pause.signal)
      }
      if (attempt === 0) become({ kind: 'connecting' })
    }
  }

  function ready(): { session: RedisSession; facts: SessionFacts } {
    if (status.kind === 'ready' && session !== undefined) return { session, facts: status.facts }
    throw new NoReplyError('Not sent: there is no connection to the server.', false)
  }

  function destroy(): void {
    become({ kind: 'closed' })
    session?.destroy()
    pause.abort()
  }

  void run()

  return {
    async send(command, { timeoutMs = commandTimeoutMs } = {}) {
      return ready().session.send(command, timeoutMs)
    },
    async pipeline(commands, { timeoutMs = commandTimeoutMs } = {}) {
      return ready().session.pipeline(commands, timeoutMs)
    },
    async transaction(commands, { timeoutMs = commandTimeoutMs } = {}) {
      const now = ready()
      if (now.facts.transactions !== true) throw now.facts.transactions
      const answers = await now.session.pipeline([['MULTI'], ...commands, ['EXEC']], timeoutMs)
      const exec = answers.at(-1) ?? null
      if (!(exec instanceof ServerError)) return toAnswers(exec)
      // EXECABORT: one command was refused when it was queued, and none was carried out.
      return answers.slice(1, -1).map((answer) => (answer instanceof ServerError ? answer : exec))
    },
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connected() {
      return new Promise((resolve, reject) => {
        const look = (now: SocketStatus): void => {
          if (now.kind === 'ready') resolve()
          else if (now.kind === 'refused') reject(new NoReplyError(now.message, false))
          else if (now.kind === 'closed') reject(new NoReplyError('The connection was closed here.', false))
          else return
          listeners.delete(look)
        }
        listeners.add(look)
        look(status)
      })
    },
    bytesReceived: () => bytesBefore + (session?.bytesReceived() ?? 0),
    retry(next) {
      if (next !== undefined) target = next
      pause.abort()
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
