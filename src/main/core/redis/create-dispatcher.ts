import type { Clock } from '@shared/lib/clock'
import { guardCommand, type GuardPolicy } from './command-guard'
import type { CommandLog } from './command-log'
import type { Command, Dispatcher, Sender } from './dispatcher'
import type { RedisSocket } from './redis-socket'
import { GuardError, ServerError, type Reply } from './reply'
import { summarizeReply } from './summarize-reply'

/** What one call cost, for the observer's budget (TRUST O4). */
export interface CallCost {
  /** Commands in the call. */
  commands: number
  /** Bytes of reply that came in since the call before. */
  bytesIn: number
  /** Round trip, milliseconds. */
  ms: number
  outcome: 'ok' | 'failed' | 'unknown'
}

export interface DispatcherOptions {
  connection: string
  socket: Pick<RedisSocket, 'send' | 'transaction' | 'pipeline' | 'bytesReceived'>
  /** Asked anew for each call, so that a mode that ended has ended for the next command. */
  policy: () => GuardPolicy
  log: CommandLog
  clock: Clock
  onCall?: (cost: CallCost) => void
}

/** Guard, send once, log: see Dispatcher. */
export function createDispatcher({ connection, socket, policy, log, clock, onCall }: DispatcherOptions): Dispatcher {
  let bytesSeen = 0

  function report(commands: readonly Command[], sender: Sender, tookMs: number, toLine: (index: number) => { outcome: 'ok' | 'failed' | 'unknown' | 'refused-by-sluice'; reply: string }): void {
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
    let outcome: CallCost['outcome'] = 'ok'
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
      outcome = error instanceof Error && 'sent' in error && error.sent === true ? 'unknown' : 'failed'
      const { message } = error instanceof Error ? error : new Error(String(error))
      report(commands, sender, clock.monotonic() - start, () => ({ outcome: outcome === 'unknown' ? 'unknown' : 'failed', reply: message }))
      throw error
    } finally {
      const received = socket.bytesReceived()
      onCall?.({ commands: commands.length, bytesIn: Math.max(0, received - bytesSeen), ms: clock.monotonic() - start, outcome })
      bytesSeen = received
    }
  }

  const pick = (answers: readonly (Reply | ServerError)[], index: number): Reply | ServerError => answers[index] ?? null
  return {
    send: (command, sender) => call([command], sender, () => socket.send(command), (answer) => answer),
    transaction: (commands, sender) => call(commands, sender, () => socket.transaction(commands), pick),
    pipeline: (commands, sender) => call(commands, sender, () => socket.pipeline(commands), pick)
  }
}
