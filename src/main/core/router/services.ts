import type { AlertWatch } from '../alerts/alert-watch'
import type { ComparisonManager } from '../comparisons/comparison-manager'
import type { CommandLog } from '../redis/command-log'
import type { ConnectionManager } from '../redis/connection-manager'
import type { EventLog } from '../live/event-log'
import type { CrashRecord } from '../labs/crash-record'
import type { LabLibrary } from '../labs/lab-library'
import type { LabManager } from '../labs/lab-manager'
import type { LeftOvers } from '../labs/left-overs'
import type { LedgerOnDemand } from '../ledger/ledger-on-demand'
import type { LiveSessions } from '../live/live-session'
import type { Observer } from '../observe/observer'
import type { EntryHistory } from '../queries/entry-history'
import type { Queries } from '../queries/create-queries'
import type { SettingsFile } from '../settings/settings-file'
import type { WorkerPool } from '../workers/worker-pool'

/** The parts of the core that the contract's procedures reach. */
export interface Services {
  host: 'desktop' | 'server'
  version: string
  /** New with each start of the host. */
  instance: string
  connections: ConnectionManager
  observer: Observer
  queries: Queries
  history: EntryHistory
  crashes: CrashRecord
  pool: WorkerPool
  labs: LabManager
  library: LabLibrary
  ledger: LedgerOnDemand
  comparisons: ComparisonManager
  alerts: AlertWatch
  leftOvers: LeftOvers
  log: EventLog
  live: LiveSessions
  commandLog: CommandLog
  settings: SettingsFile
}
