import type { Clock } from '@shared/lib/clock'
import { guardCommand, type GuardPolicy } from './command-guard'
import type { CommandLog, ReportedCommand } from './command-log'
import type { Command, Dispatcher, Sender } from './dispatcher'
import type { RedisSocket } from './redis-socket'
import { GuardError, NoReplyError, ServerError, type Reply } from './reply'
import { summarizeReply } from './summarize-reply'

export interface DispatcherOptions {
  connection: string
  socket: Pick<RedisSocket, 'send' | 'transaction' | 'pipeline'>
  /** Asked anew for each call, so that a mode that ended has ended for the next command. */
  policy: () => GuardPolicy
  log: CommandLog
  clock: Clock
}

/** Guard, send once, log: see Dispatcher. */
export function createDispatcher({ connection, socket, policy, log, clock }: DispatcherOptions): Dispatcher {
  function report(commands: readonly Command[], sender: Sender, tookMs: number, toLine: (index: number) => Pick<ReportedCommand, 'outcome' | 'reply'>): void {
    for (const [index, command] of commands.entries()) {
      log.add({ connection, by: sender.by, ...(sender.who !== undefined && { who: sender.who }), command, tookMs, ...toLine(index) })
    }
  }

  function check(commands: readonly Command[], sender: Sender): void {
    try {
      const now = policy()
      for (const command of commands) guardCommand(command, now)
    } catch (error) {
      if (error instanceof GuardError) report(commands, sender, 0, () => ({ outcome: 'refused-by-sluice', reply: error.message }))
      throw error
    }
  }

  async function call<T>(commands: readonly Command[], sender: Sender, send: () => Promise<T>, toReply: (answer: T, index: number) => Reply | ServerError): Promise<T> {
    check(commands, sender)
    const start = clock.monotonic()
    try {
      const answer = await send()
      const tookMs = clock.monotonic() - start
      report(commands, sender, tookMs, (index) => {
        const reply = toReply(answer, index)
        return reply instanceof ServerError ? { outcome: 'failed', reply: reply.message } : { outcome: 'ok', reply: summarizeReply(reply) }
      })
      return answer
    } catch (error) {
      // A command that was never sent failed; one that was sent and not answered may have been carried out (TRUST C2).
      const outcome = error instanceof NoReplyError && error.sent ? 'unknown' : 'failed'
      const { message } = error instanceof Error ? error : new Error(String(error))
      report(commands, sender, clock.monotonic() - start, () => ({ outcome, reply: message }))
      throw error
    }
  }

  const pick = (answers: readonly (Reply | ServerError)[], index: number): Reply | ServerError => answers[index] ?? null
  return {
    send: (command, sender) => call([command], sender, () => socket.send(command), (answer) => answer),
    transaction: (commands, sender) => call(commands, sender, () => socket.transaction(commands), pick),
    pipeline: (commands, sender) => call(commands, sender, () => socket.pipeline(commands), pick)
  }
}
