import type { ByteText } from '../redis/byte-text'
import type { ConnectionId } from './stream-ref'

export type Environment = 'local' | 'dev' | 'staging' | 'production'

/** Why a server was refused. No retry follows: a person must change something first. */
export type RefusedReason = 'wrong-password' | 'password-needed' | 'no-permission' | 'not-redis' | 'too-old' | 'tls' | 'wrong-db' | 'bad-address'

export type ConnectionStatus =
  | { kind: 'connecting'; since: number }
  | { kind: 'ready'; since: number }
  /** The socket broke and is being opened again; what is on the screen is from before `since`. */
  | { kind: 'reconnecting'; since: number; attempt: number; nextAttemptAt: number; message: string }
  | { kind: 'refused'; since: number; reason: RefusedReason; message: string; next: string }
  /** Reconnecting has been given up, or the owned server ended. */
  | { kind: 'lost'; since: number; message: string; next: string }
  | { kind: 'closed'; since: number }

/**
 * What may be written. `observe`: nothing. `lab`: keys under `sluice:lab:`. `armed`: also publishing, acking and
 * claiming on other keys until `until`. Enforced in the host's command dispatcher, not here.
 */
export type WriteMode = { kind: 'observe' } | { kind: 'lab' } | { kind: 'armed'; until: number }

/** Found by asking the server, not from its version string. `undefined` while not yet probed. */
export interface Capabilities {
  xautoclaim: boolean
  /** XINFO GROUPS has entries-read and lag (7.0). */
  lag: boolean
  /** XINFO CONSUMERS has inactive (7.2). */
  inactive: boolean
  xackdel: boolean
  claimInRead: boolean
  idempotentAdd: boolean
  xnack: boolean
  clientNoTouch: boolean
  /** MULTI/EXEC allowed to this user: without it a reading is several moments, and says so. */
  transactions: boolean
  /** The server's clock can be held and moved (SLUICE CLOCK): the built-in sandbox alone has it. */
  clock: boolean
}

/** Which server a sandbox runs on: the redis-server or valkey-server of this machine, or Sluice's own in a thread. */
export type SandboxKind = 'program' | 'built-in'

/** What a sandbox on a server program writes to disk: nothing, or an append-only file that is synced each second or with each write. */
export type SandboxPersistence = 'none' | 'aof-everysec' | 'aof-always'

/** A replica that follows the sandbox server. `behind`: bytes of the replication stream; undefined while it is not known. */
export interface ReplicaState {
  address: string
  /** `cut`: by hand. `down`: not connected for another reason. `syncing`: it takes its first copy. `ended`: its process is gone. */
  link: 'up' | 'syncing' | 'cut' | 'down' | 'ended'
  behind?: number
  /** Since when the link stands so. */
  since: number
}

/** Keys under the lab prefix that were found when the connection became ready. */
export interface LeftOverKeys {
  /** The first of them, at most LEFT_OVERS_SHOWN. */
  keys: ByteText[]
  found: number
  /** Every key of the server was looked at. */
  complete: boolean
  at: number
}

export const LEFT_OVERS_SHOWN = 200

/** Where the clock of such a server stands. `since`, host wall clock: when that was first seen. Milliseconds. */
export type ServerClock =
  /** It stands still at `at`, milliseconds since 1970 by the server. */
  | { kind: 'held'; at: number; since: number }
  /** It runs, so much ahead of real time. */
  | { kind: 'running'; ahead: number; since: number }

export interface ServerFacts {
  /** `redis`, `valkey` or what the server calls itself. */
  product: string
  version: string
  /** Changes at every start of the server. */
  runId: string
  role: string
}

/** What watching costs the server, measured over the last seconds. */
export interface ObserverCost {
  /** Share of one server core, 0.003 = 0.3 %. From the server's own usec figures where it gives them, else from round trips. */
  core: number
  from: 'server' | 'estimate'
  callsPerSecond: number
  bytesPerSecond: number
  at: number
}

export interface ConnectionState {
  id: ConnectionId
  /** The person's name for it, typed to arm writes. */
  label: string
  /** Address without secrets, e.g. `rediss://app@db.internal:6380/2`. */
  address: string
  kind: 'sandbox' | 'remote'
  /** Of a sandbox only. */
  sandbox?: SandboxKind
  environment: Environment
  tls: 'off' | 'verified' | 'unverified'
  hasPassword: boolean
  status: ConnectionStatus
  mode: WriteMode
  /** Whether labs may run: free on local and dev, after a confirm elsewhere. */
  labsAllowed: boolean
  /** Rises when what was known may no longer hold: the server restarted, the data went back (TRUST I6). */
  epoch: number
  server?: ServerFacts
  capabilities?: Capabilities
  /** Only where `capabilities.clock`. */
  clock?: ServerClock
  cost?: ObserverCost
  /** Only of a sandbox on a server program. */
  persistence?: SandboxPersistence
  /** The sandbox server was killed and is started again at this time, host wall clock. */
  startsAt?: number
  replica?: ReplicaState
  /** Absent when none were found, or when they were kept. */
  leftOvers?: LeftOverKeys
}
