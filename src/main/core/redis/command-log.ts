import type { LoggedCommand } from '@shared/contract/workbench'
import type { Clock } from '@shared/lib/clock'
import { toText } from './bytes'
import type { Argument } from './dispatcher'

/** One command as its sender reports it. Arguments may be whole: they are cut here. */
export interface ReportedCommand {
  connection: string
  by: LoggedCommand['by']
  who?: string
  command: readonly Argument[]
  outcome: LoggedCommand['outcome']
  reply: string
  tookMs: number
  /** How many commands of this shape it stands for, when the sender has counted some together. */
  times?: number
  /** Arguments that the sender has left out already. */
  omitted?: number
}

export interface CommandLogQuery {
  /** Only commands with a higher seq. */
  after?: number
  limit: number
  by?: readonly LoggedCommand['by'][] | undefined
}

/** The newest commands that Sluice sent, each with what came of it. Bounded; secrets are not in it. */
export interface CommandLog {
  /** Gives the line's seq; undefined when it was counted into a line that a busy sender gets once a second. */
  add(reported: ReportedCommand): number | undefined
  /** The oldest of those that match and come after `after`, at most `limit`; without `after` the newest. */
  read(query: CommandLogQuery): { commands: LoggedCommand[]; newest: number }
}

const ARGUMENT_LENGTH = 200
const ARGUMENT_COUNT = 40
/** A busy sender's commands of one shape: so many lines a second, the rest are one line. */
const LINES_PER_SECOND = 20
const REPLY_LENGTH = 200

/** Commands of which only the name is kept: their arguments are secrets. */
const SECRET = new Set(['AUTH', 'HELLO'])

function cutArgument(argument: Argument): string {
  // Bytes past the cut cannot matter: a character has at most four of them.
  const text = typeof argument === 'string' ? argument : toText(argument.subarray(0, ARGUMENT_LENGTH * 4))
  // Copied by way of its bytes: a slice keeps all of the text it is from in memory, 1 MB for each line of the log.
  return text.length > ARGUMENT_LENGTH ? Buffer.from(`${text.slice(0, ARGUMENT_LENGTH)}…`, 'utf16le').toString('utf16le') : text
}

/** Name and, where a command has one, the word after it: XGROUP CREATE and XGROUP DESTROY are two shapes. */
function toShape(reported: ReportedCommand): string {
  const [name = '', next = ''] = reported.command
  const key = typeof next === 'string' ? next.slice(0, ARGUMENT_LENGTH) : next.toString('latin1', 0, ARGUMENT_LENGTH)
  return JSON.stringify([reported.connection, reported.by, reported.who, name.toString().toUpperCase(), key])
}

interface Busy {
  /** Start of the second that is being counted, monotonic milliseconds. */
  since: number
  lines: number
  /** Commands past the limit, not yet in the log. */
  last: ReportedCommand | undefined
  times: number
  tookMs: number
}

export function createCommandLog(clock: Clock, capacity = 2000): CommandLog {
  const lines: LoggedCommand[] = []
  const busy = new Map<string, Busy>()
  let newest = 0

  function append(reported: ReportedCommand, times: number, tookMs: number): number {
    const secret = SECRET.has(reported.command[0]?.toString().toUpperCase() ?? '')
    const shown = secret ? reported.command.slice(0, 1) : reported.command.slice(0, ARGUMENT_COUNT)
    newest += 1
    lines.push({
      seq: newest,
      at: clock.now(),
      connection: reported.connection,
      by: reported.by,
      ...(reported.who !== undefined && { who: reported.who }),
      command: shown.map(cutArgument),
      omitted: reported.command.length - shown.length + (reported.omitted ?? 0),
      outcome: reported.outcome,
      reply: reported.reply.slice(0, REPLY_LENGTH),
      tookMs,
      times
    })
    // Cut now and then rather than at each line: a shift of a long array moves all of it.
    if (lines.length > capacity + 500) lines.splice(0, lines.length - capacity)
    return newest
  }

  /** Writes out the seconds that are over. */
  function settle(now: number): void {
    for (const [shape, count] of busy) {
      if (now - count.since < 1000) continue
      if (count.last !== undefined) append(count.last, count.times, count.tookMs / count.times)
      busy.delete(shape)
    }
  }

  return {
    add(reported) {
      const times = reported.times ?? 1
      const now = clock.monotonic()
      settle(now)
      const machine = reported.by === 'worker' || reported.by === 'observer'
      // What a person did, and what went wrong, always gets its own line.
      if (!machine || reported.outcome !== 'ok') return append(reported, times, reported.tookMs)
      const shape = toShape(reported)
      let count = busy.get(shape)
      if (count === undefined) busy.set(shape, (count = { since: now, lines: 0, last: undefined, times: 0, tookMs: 0 }))
      if (count.lines < LINES_PER_SECOND) {
        count.lines += 1
        return append(reported, times, reported.tookMs)
      }
      count.last = reported
      count.times += times
      count.tookMs += reported.tookMs * times
      return undefined
    },
    read({ after, limit, by }) {
      settle(clock.monotonic())
      const kept = lines.slice(-capacity)
      const found = kept.filter((line) => line.seq > (after ?? 0) && (by === undefined || by.includes(line.by)))
      return { commands: after === undefined || after === 0 ? found.slice(-limit) : found.slice(0, limit), newest }
    }
  }
}
