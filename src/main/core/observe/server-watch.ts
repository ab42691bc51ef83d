import type { Clock } from '@shared/lib/clock'
import type { ConnectionId } from '@shared/model/stream-ref'
import { replyText } from '@shared/redis/reply-value'
import type { EventSink } from '../live/event-log'
import type { Connection, Sender } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'
import { averageUsec, parseCommandstats, type CommandStat } from './parse-commandstats'
import { createServerBudget, type ServerBudget } from './server-budget'

const SENDER: Sender = { by: 'observer', who: 'cost' }
const SECOND_MS = 1000
/** Seconds between two looks at what a round trip and a call cost. */
const PING_EVERY = 5
const STATS_EVERY = 10

/** What watching one server costs: kept within the budget, and told each second. */
export interface ServerWatch {
  readonly budget: ServerBudget
  dispose(): void
}

export interface ServerWatchOptions {
  id: ConnectionId
  connection: Connection
  sink: EventSink
  clock: Clock
  /** Called each second, after the cost was told. */
  onSecond: () => void
}

export function createServerWatch({ id, connection, sink, clock, onSecond }: ServerWatchOptions): ServerWatch {
  const budget = createServerBudget()
  const life = new AbortController()
  let stats: ReadonlyMap<string, CommandStat> = new Map()
  /** INFO is not permitted to every observer: then round trips are all there is. */
  let mayAskInfo = true

  /** The reply, or undefined when the server refused or the connection was lost. */
  async function ask(command: readonly string[]): Promise<Reply | undefined> {
    const start = clock.monotonic()
    try {
      const reply = await connection.observer.send(command, SENDER)
      if (command[0] === 'PING') budget.recordPing(clock.monotonic() - start)
      return reply
    } catch (error) {
      if (error instanceof ServerError && error.prefix === 'NOPERM' && command[0] === 'INFO') mayAskInfo = false
      else if (error instanceof Error) budget.recordFailure()
      else throw error
      return undefined
    }
  }

  async function measure(second: number): Promise<void> {
    if (second % PING_EVERY === 0) await ask(['PING'])
    if (second % STATS_EVERY !== 0 || !mayAskInfo) return
    const text = replyText(await ask(['INFO', 'commandstats']))
    if (text === undefined) return
    const next = parseCommandstats(text)
    budget.learnAverages(averageUsec(stats, next))
    stats = next
  }

  async function run(): Promise<void> {
    for (let second = 0; !life.signal.aborted; second++) {
      if (connection.state().status.kind === 'ready') await measure(second)
      await clock.sleep(SECOND_MS, life.signal)
      if (life.signal.aborted) return
      sink.append({ kind: 'observer-cost', id, cost: budget.closeSecond(clock.now()) })
      onSecond()
    }
  }

  void run()
  return { budget, dispose: () => life.abort() }
}
