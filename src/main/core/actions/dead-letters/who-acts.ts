import type { Connection } from '../../redis/dispatcher'

/** Who redrives, as the marks and the log of redrives have it: Sluice, and the server's name for its user. */
export function whoActs(connection: Connection): string {
  return `sluice as ${connection.socketTarget().username ?? 'default'}`
}
