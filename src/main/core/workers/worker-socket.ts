import type { Clock } from '@shared/lib/clock'
import { guardCommand, type GuardPolicy } from '../redis/command-guard'
import type { Command, SocketTarget } from '../redis/dispatcher'
import { openRedisSession, toAnswers, type Answer } from '../redis/redis-session'
import { NoReplyError, ServerError, type Reply } from '../redis/reply'
import type { ReplyScanner } from '../redis/reply-scanner'
import type { Overdue } from '../redis/reply-watchdog'
import { setUpSession } from '../redis/set-up-session'
import { SetupError } from '../redis/socket-failure'

/**
 * One socket, one life: it never reconnects, so that the loop that owns it knows of each loss and reads its own
 * pending entries before anything else (TRUST C4). Every command passes the guard here as it does in the host.
 */
export interface WorkerSocket {
  /** CLIENT ID; undefined where the user may not ask. */
  clientId: string | undefined
  /** Rejects with ServerError, NoReplyError or GuardError and nothing else. */
  send(command: Command, timeoutMs: number, overdue?: Overdue): Promise<Reply>
  /** All in one write, answered one by one. Rejects with NoReplyError when the socket was lost on the way. */
  pipeline(commands: readonly Command[], timeoutMs: number): Promise<Answer[]>
  /** Between MULTI and EXEC, answered one by one. Rejects with ServerError when nothing was carried out. */
  transaction(commands: readonly Command[], timeoutMs: number): Promise<Answer[]>
  /** Calls with each message of a channel that it subscribed to. */
  onMessage(listener: (message: Buffer) => void): void
  /** Resolves when it is lost or closed. */
  ended: Promise<void>
  /** Requests that were encoded before, all like `sample`, which is what the guard judges. Rejects with NoReplyError or GuardError. */
  exchange(sample: Command, bytes: Buffer, scanner: ReplyScanner, timeoutMs: number, overdue?: Overdue): Promise<void>
  close(): Promise<void>
}

export interface WorkerSocketOptions {
  target: SocketTarget
  /** CLIENT SETNAME. */
  name: string
  policy: GuardPolicy
  clock: Clock
}

/** Resolves when it can be used. Rejects with SetupError when the server refuses, else with NoReplyError. */
export async function openWorkerSocket({ target, name, policy, clock }: WorkerSocketOptions): Promise<WorkerSocket> {
  const session = openRedisSession(target, clock)
  const failed = session.ended.then((failure) => {
    throw failure.kind === 'refused' ? new SetupError(failure) : new NoReplyError(failure.message, false)
  })
  const ready = session.opened.then(() => setUpSession(session, { target, name, observer: false, clock, onWait: () => undefined }))
  const facts = await Promise.race([ready, failed]).catch(async (error: unknown) => {
    session.destroy(error instanceof SetupError ? error : undefined)
    // The end of the socket says why better than the command that it interrupted.
    return failed
  })
  failed.catch(() => undefined)
  return {
    clientId: facts.clientId,
    async send(command, timeoutMs, overdue) {
      guardCommand(command, policy)
      return session.send(command, timeoutMs, overdue)
    },
    async pipeline(commands, timeoutMs) {
      for (const command of commands) guardCommand(command, policy)
      return session.pipeline(commands, timeoutMs)
    },
    async transaction(commands, timeoutMs) {
      for (const command of commands) guardCommand(command, policy)
      // Where MULTI is refused the commands after it would be carried out one by one.
      if (facts.transactions !== true) throw facts.transactions
      const queued = await session.pipeline([['MULTI'], ...commands, ['EXEC']], timeoutMs)
      const exec = queued.at(-1) ?? null
      // EXECABORT says that one was refused when it was queued, and not why: that one does.
      if (exec instanceof ServerError) throw queued.find((answer) => answer instanceof ServerError) ?? exec
      return toAnswers(exec)
    },
    onMessage: (listener) => session.onMessage((_channel, message) => listener(message)),
    ended: session.ended.then(() => undefined),
    async exchange(sample, bytes, scanner, timeoutMs, overdue) {
      guardCommand(sample, policy)
      return session.exchange(bytes, scanner, timeoutMs, overdue)
    },
    async close() {
      session.destroy()
      await session.ended
    }
  }
}
