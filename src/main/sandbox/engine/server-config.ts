import type { KeyspaceEvents } from './keyspace-events'

/** The settings that this server honours. CONFIG GET and SET know them by Redis's names: see commands/server/config-parameters.ts. */
export class ServerConfig {
  streamNodeMaxEntries = 100
  streamNodeMaxBytes = 4096
  /** 8.6: seconds and number of messages for which a new stream remembers what it was sent. */
  streamIdmpDuration = 100
  streamIdmpMaxsize = 100
  keyspaceEvents: KeyspaceEvents = { keyspace: false, keyevent: false, classes: new Set() }
  /** Microseconds; negative for never. */
  slowlogLogSlowerThan = 10_000
  slowlogMaxLen = 128
  protoMaxBulkLen = 512 * 1024 * 1024
  maxClients = 10_000
  /** False where a test has switched off the looking for keys whose time has come: then only those that are asked for go. */
  activeExpire = true
}
