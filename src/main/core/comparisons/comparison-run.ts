import type { ComparisonAction } from '@shared/contract/comparisons'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { ComparisonSubject } from '@shared/model/comparison-state'
import type { WorkerId } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { Connection } from '../redis/dispatcher'
import type { WorkerPool } from '../workers/worker-pool'
import type { WorkerSocket } from '../workers/worker-socket'
import type { OpenService } from './service-endpoint'

/** What a comparison is given to work with. */
export interface RunContext {
  connection: Connection
  clock: Clock
  random: Random
  pool: WorkerPool
  openService: OpenService
  /** A key under the lab prefix that is this run's alone. Its stream is watched, and deleted at the end. */
  stream: (name: string) => ByteText
  /** A socket of its own, which passes the guard like a worker's. `name`: part of its CLIENT SETNAME. */
  openSocket: (name: string) => Promise<WorkerSocket>
  /** Workers that are drained and removed at the end. */
  owns: (...workers: WorkerId[]) => void
  /** What is to be done at the end, the last of it first; also when it could not be started. */
  atEnd: (step: () => Promise<void> | void) => void
}

/** A comparison while it runs. */
export interface ComparisonRun {
  /** What it is and what it has measured by now. */
  subject(): ComparisonSubject
  /** What keeps it from measuring. */
  problem(): string | undefined
  /** Faults: not-possible-now. */
  act(action: ComparisonAction): void
}

/** The name under which commands of comparisons stand in the command log. */
export const SENDER = { by: 'lab', who: 'compare' } as const
