/** One line of the program's own log: facts first, then a short sentence. Facts must be plain JSON values. */
export interface Logger {
  debug(facts: LogFacts, message: string): void
  info(facts: LogFacts, message: string): void
  warn(facts: LogFacts, message: string): void
  error(facts: LogFacts, message: string): void
}

export type LogFacts = Readonly<Record<string, unknown>>
export type LogLevel = keyof Logger
