import type { OpenConnection } from '@shared/contract/connections'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { ConnectionId, GroupRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { EventLog } from '../../live/event-log'
import type { Logger } from '../../logging/logger'
import { createEntryHistory } from '../../queries/entry-history'
import { createQueries, type Queries } from '../../queries/create-queries'
import { createCommandLog, type CommandLog } from '../../redis/command-log'
import { createConnectionManager, type ConnectionManager } from '../../redis/connection-manager'
import { realClock } from '../../redis/testing/real-clock'
import { createObserver, type Observer } from '../observer'

/** The reading half of the workbench on a real server: connections, log, observer and queries, wired as in the product. */
export interface Observed {
  id: ConnectionId
  log: EventLog
  commandLog: CommandLog
  connections: ConnectionManager
  observer: Observer
  queries: Queries
  dispose(): Promise<void>
}

export interface ObservedOptions extends Partial<OpenConnection> {
  url: string
  isOwnConsumer?: (group: GroupRef, consumer: ByteText) => boolean
}

/** Opens the server and waits until it is ready. */
export async function openObserved({ url, isOwnConsumer = () => false, ...request }: ObservedOptions): Promise<Observed> {
  const log = new EventLog(realClock)
  const commandLog = createCommandLog(realClock)
  const quiet = (): void => undefined
  const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const connections = createConnectionManager({ sink: log, clock: realClock, random: createSeededRandom(1), commandLog, logger, instance: 'test', sandboxThreadFile: '' })
  const connection: ConnectionManager['get'] = (id) => connections.get(id)
  const observer = createObserver({ connection, sink: log, clock: realClock, isOwnConsumer })
  const history = createEntryHistory()
  log.onAppend((logged) => {
    observer.noteSeen(logged.event)
    history.note(logged)
  })
  const queries = createQueries({ connection, history, clock: realClock })
  const id = await connections.open({ label: 'test', url, ...request })
  const opened = connection(id)
  await new Promise<void>((resolve) => {
    const unsubscribe = opened.onChange(look)
    function look(): void {
      if (opened.state().status.kind !== 'ready') return
      unsubscribe()
      resolve()
    }
    look()
  })
  return {
    id, log, commandLog, connections, observer, queries,
    async dispose() {
      observer.dispose()
      await connections.dispose()
    }
  }
}
