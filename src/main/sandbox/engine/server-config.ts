/** The settings that CONFIG GET and SET know and that this server honours. */
export class ServerConfig {
  streamNodeMaxEntries = 100
  streamNodeMaxBytes = 4096
  /** 8.6: seconds and number of messages for which a new stream remembers what it was sent. */
  streamIdmpDuration = 100
  streamIdmpMaxsize = 100
  notifyKeyspaceEvents = ''
  slowlogLogSlowerThan = 10_000
  slowlogMaxLen = 128
  protoMaxBulkLen = 512 * 1024 * 1024
  maxClients = 10_000
}
