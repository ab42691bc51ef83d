/** What INFO commandstats tells of one command. */
export interface CommandStatistics {
  calls: number
  /** Microseconds. */
  time: number
  /** Refused before it ran. */
  rejected: number
  /** Ran and answered with an error. */
  failed: number
}

/** What the server counts. CONFIG RESETSTAT begins anew. */
export class Statistics {
  readonly commands = new Map<string, CommandStatistics>()
  /** By the first word of the error. */
  readonly errors = new Map<string, number>()
  connections = 0
  rejectedConnections = 0
  commandsProcessed = 0
  inputBytes = 0
  outputBytes = 0

  of(command: string): CommandStatistics {
    let found = this.commands.get(command)
    if (found === undefined) {
      found = { calls: 0, time: 0, rejected: 0, failed: 0 }
      this.commands.set(command, found)
    }
    return found
  }

  noteError(message: string): void {
    const prefix = message.slice(0, message.includes(' ') ? message.indexOf(' ') : message.length)
    this.errors.set(prefix, (this.errors.get(prefix) ?? 0) + 1)
  }

  reset(): void {
    this.commands.clear()
    this.errors.clear()
    this.connections = 0
    this.rejectedConnections = 0
    this.commandsProcessed = 0
    this.inputBytes = 0
    this.outputBytes = 0
  }
}
