/** Calls and server time of one command, as INFO commandstats counts them since the start of the server. */
export interface CommandStat {
  calls: number
  usec: number
}

const LINE = /^cmdstat_([^:]+):calls=(\d+),usec=(\d+)/

/** By lower-case command name; subcommands as `xinfo|stream` from 7.0 on. Lines that are something else are skipped. */
export function parseCommandstats(text: string): ReadonlyMap<string, CommandStat> {
  const stats = new Map<string, CommandStat>()
  for (const line of text.split('\n')) {
    const match = LINE.exec(line)
    if (match?.[1] !== undefined) stats.set(match[1], { calls: Number(match[2]), usec: Number(match[3]) })
  }
  return stats
}

/**
 * Average microseconds of one call, by command. Of the calls between two readings where there were any: what a call
 * costs depends on the streams of now.
 */
export function averageUsec(before: ReadonlyMap<string, CommandStat>, after: ReadonlyMap<string, CommandStat>): ReadonlyMap<string, number> {
  const averages = new Map<string, number>()
  for (const [name, stat] of after) {
    const calls = stat.calls - (before.get(name)?.calls ?? 0)
    const usec = stat.usec - (before.get(name)?.usec ?? 0)
    if (calls > 0) averages.set(name, usec / calls)
    else if (stat.calls > 0) averages.set(name, stat.usec / stat.calls)
  }
  return averages
}
