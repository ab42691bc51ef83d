import type { MessagePort } from 'node:worker_threads'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { GroupRef } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ConsumerSettings, WorkerId, WorkerState } from '@shared/model/worker-state'
import { EventLog } from '../../live/event-log'
import { createCommandLog, type CommandLog } from '../../redis/command-log'
import { realClock } from '../../redis/testing/real-clock'
import { createWorkerPool, type WorkerPool } from '../worker-pool'
import { openTestConnection, type TestConnection } from './test-connection'

export interface PoolUnderTest {
  pool: WorkerPool
  connection: TestConnection
  log: EventLog
  commandLog: CommandLog
  /** Everything that was reported, in order. */
  events: WorkbenchEvent[]
  worker(id: WorkerId): WorkerState
  consumer(group: GroupRef, name: string, settings?: Partial<ConsumerSettings>): Promise<WorkerId>
  close(): Promise<void>
}

/** A real pool of real threads against a real server. */
export async function openPoolUnderTest(port: number, threadFile: string, connectLedger?: () => MessagePort): Promise<PoolUnderTest> {
  const connection = await openTestConnection(port)
  const log = new EventLog(realClock)
  const commandLog = createCommandLog(realClock)
  const events: WorkbenchEvent[] = []
  log.onAppend(({ event }) => events.push(event))
  const silent = (): void => undefined
  const pool = createWorkerPool({
    sink: log, connection: () => connection, clock: realClock, random: createSeededRandom(7), hostName: 'test-host', commandLog, instance: 'test', threadFile,
    logger: { debug: silent, info: silent, warn: silent, error: silent }, ...(connectLedger !== undefined && { connectLedger })
  })
  return {
    pool, connection, log, commandLog, events,
    worker(id) {
      const state = pool.states().find((worker) => worker.id === id)
      if (state === undefined) throw new Error(`no worker ${id}`)
      return state
    },
    consumer: (group, name, settings) => pool.addConsumer({ ...group, name, settings, start: true }),
    async close() {
      await pool.dispose()
      connection.close()
    }
  }
}
