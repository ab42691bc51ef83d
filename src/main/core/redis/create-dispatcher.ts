import type { Clock } from '@shared/lib/clock'
import { guardCommand, type GuardPolicy } from './command-guard'
import type { CommandLog, ReportedCommand } from './command-log'
import type { Command, Dispatcher, Sender, WatchedResult } from './dispatcher'
import type { RedisSocket } from './redis-socket'
import { GuardError, NoReplyError, ServerError, type Reply } from './reply'
import { summarizeReply } from './summarize-reply'

export interface DispatcherOptions {
  connection: string
  socket: Pick<RedisSocket, 'send' | 'transaction' | 'watched' | 'pipeline'>
  /** Asked anew for each call, so that a mode that ended has ended for the next command. */
  policy: () => GuardPolicy
  log: CommandLog
  clock: Clock
}

type Line = Pick<ReportedCommand, 'outcome' | 'reply'>

function toLine(reply: Reply | ServerError): Line {
  return reply instanceof ServerError ? { outcome: 'failed', reply: reply.message } : { outcome: 'ok', reply: summarizeReply(reply) }
}

/** A command that was never sent failed; one that was sent and not answered may have been carried out (TRUST C2). */
function toEnd(error: unknown): Line {
  return { outcome: error instanceof NoReplyError && error.sent ? 'unknown' : 'failed', reply: error instanceof Error ? error.message : String(error) }
}

/** Guard, send once, log: see Dispatcher. */
export function createDispatcher({ connection, socket, policy, log, clock }: DispatcherOptions): Dispatcher {
  function report(commands: readonly Command[], sender: Sender, tookMs: number, toLine: (index: number) => Line): void {
    for (const [index, command] of commands.entries()) {
      log.add({ connection, by: sender.by, ...(sender.who !== undefined && { who: sender.who }), command, tookMs, ...toLine(index) })
    }
  }

  function refusalOf(commands: readonly Command[], sender: Sender): GuardError | undefined {
    try {
      const asked = policy()
      const now: GuardPolicy = asked.access === 'write' && sender.by === 'hand' ? { ...asked, byHand: true } : asked
      for (const command of commands) guardCommand(command, now)
      return undefined
    } catch (error) {
      if (!(error instanceof GuardError)) throw error
      report(commands, sender, 0, () => ({ outcome: 'refused-by-sluice', reply: error.message }))
      return error
    }
  }

  function check(commands: readonly Command[], sender: Sender): void {
    const refusal = refusalOf(commands, sender)
    if (refusal !== undefined) throw refusal
  }

  async function call<T>(commands: readonly Command[], sender: Sender, send: () => Promise<T>, toReply: (answer: T, index: number) => Reply | ServerError): Promise<T> {
    check(commands, sender)
    const start = clock.monotonic()
    try {
      const answer = await send()
      const tookMs = clock.monotonic() - start
      report(commands, sender, tookMs, (index) => toLine(toReply(answer, index)))
      return answer
    } catch (error) {
      report(commands, sender, clock.monotonic() - start, () => toEnd(error))
      throw error
    }
  }

  /** The reads and the writes are two lines of the log, because the first is told even when the second never comes. */
  const watched: Dispatcher['watched'] = async (keys, reads, decide, sender) => {
    let wanted: readonly Command[] | undefined
    let refusal: GuardError | undefined
    check(reads, sender)
    const start = clock.monotonic()
    const reportReads = (answers: readonly (Reply | ServerError)[]): void => report(reads, sender, clock.monotonic() - start, (index) => toLine(pick(answers, index)))
    const tellEnd = (end: (index: number) => Line): void => report(wanted ?? [], sender, clock.monotonic() - start, end)
    try {
      const result: WatchedResult = await socket.watched(keys, reads, (answers) => {
        reportReads(answers)
        const commands = decide(answers)
        // Thrown in here it would leave the socket watching.
        refusal = commands === undefined ? undefined : refusalOf(commands, sender)
        if (refusal === undefined) wanted = commands
        return wanted
      })
      if (refusal !== undefined) throw refusal
      tellEnd((index) => (result.kind === 'done' ? toLine(pick(result.answers, index)) : { outcome: 'ok', reply: 'not carried out: a watched key was changed' }))
      return result
    } catch (error) {
      if (refusal === undefined) tellEnd(() => toEnd(error))
      throw error
    }
  }

  const pick = (answers: readonly (Reply | ServerError)[], index: number): Reply | ServerError => answers[index] ?? null
  return {
    send: (command, sender) => call([command], sender, () => socket.send(command), (answer) => answer),
    watched,
    transaction: (commands, sender) => call(commands, sender, () => socket.transaction(commands), pick),
    pipeline: (commands, sender) => call(commands, sender, () => socket.pipeline(commands), pick)
  }
}
