/** The settings that CONFIG GET and SET know and that this server honours. */
export class ServerConfig {
  streamNodeMaxEntries = 100
  streamNodeMaxBytes = 4096
  notifyKeyspaceEvents = ''
  slowlogLogSlowerThan = 10_000
  slowlogMaxLen = 128
  protoMaxBulkLen = 512 * 1024 * 1024
  maxClients = 10_000
}
