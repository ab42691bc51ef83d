import type { Connection, Command, Sender } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'

export type Answer = Reply | ServerError

/** Commands to be sent together. `add` gives the place of the answer. */
export interface Round {
  readonly commands: readonly Command[]
  add(command: Command): number
}

export function createRound(): Round {
  const commands: Command[] = []
  return { commands, add: (command) => commands.push(command) - 1 }
}

/** The answer at a place that planning gave; undefined for what was not asked. */
export function answerAt(answers: readonly Answer[], place: number | undefined): Answer | undefined {
  return place === undefined ? undefined : answers[place]
}

/** What one round brought. Not atomic: the server ran other clients' commands in between. */
export interface RoundResult {
  atomic: boolean
  answers: readonly Answer[]
}

/** A user without +multi, or any one command of the round refused while it was queued: the round as a whole never ran. */
function isTransactionRefused(error: unknown): boolean {
  return error instanceof ServerError && (error.prefix === 'NOPERM' || error.prefix === 'EXECABORT')
}

/** Names of the commands that the server refused to this user. */
export function refusedCommands(round: Round, answers: readonly Answer[]): string[] {
  return round.commands.flatMap((command, index) => {
    const answer = answers[index]
    return answer instanceof ServerError && answer.prefix === 'NOPERM' ? [String(command[0])] : []
  })
}

/**
 * Sends a round as one MULTI where this user may, else as a pipeline. Rejects as Dispatcher does; the refusal of single
 * commands is an answer, because each part of a picture degrades by itself (TRUST L18).
 */
export async function runRound(connection: Connection, round: Round, sender: Sender, mayMulti: boolean): Promise<RoundResult> {
  if (mayMulti && connection.capabilities()?.transactions !== false) {
    try {
      const answers = await connection.observer.transaction(round.commands, sender)
      if (!answers.some(isTransactionRefused)) return { atomic: true, answers }
    } catch (error) {
      if (!isTransactionRefused(error)) throw error
    }
  }
  return { atomic: false, answers: await connection.observer.pipeline(round.commands, sender) }
}
