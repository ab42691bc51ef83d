import type { Engine } from '../../engine/engine'
import { DATABASES } from '../../keyspace/keyspace'
import { formatKeyspaceEvents, parseKeyspaceEvents } from '../../engine/keyspace-events'
import { INT64_MAX, parseInt64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'

/** One setting: how it reads, and how it is set. */
export interface ConfigParameter {
  get(engine: Engine): Bytes
  /** Checks and gives what sets it; what is wrong otherwise. Without it the setting is fixed here. */
  parse?: (value: Bytes) => { apply: (engine: Engine) => void } | { wrong: string }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1000, kb: 1024, m: 1_000_000, mb: 1_048_576, g: 1_000_000_000, gb: 1_073_741_824 }

function integer(get: (engine: Engine) => number, set: (engine: Engine, value: number) => void, low: number, high: bigint | number = INT64_MAX): ConfigParameter {
  return {
    get: (engine) => String(get(engine)),
    parse(text) {
      const value = parseInt64(text)
      if (value === undefined) return { wrong: "argument couldn't be parsed into an integer" }
      if (value < low || value > high) return { wrong: `argument must be between ${low} and ${high} inclusive` }
      return { apply: (engine) => set(engine, Number(value)) }
    }
  }
}

/** A size with Redis's units: `1mb` is 1,048,576 and `1m` is a million. */
function memory(get: (engine: Engine) => number, set: (engine: Engine, value: number) => void, low: number): ConfigParameter {
  return {
    get: (engine) => String(get(engine)),
    parse(text) {
      const [, digits = '', unit = ''] = /^(\d+)([a-z]*)$/i.exec(text) ?? []
      const factor = UNITS[unit.toLowerCase()]
      if (digits === '' || factor === undefined) return { wrong: 'argument must be a memory value' }
      const value = Number(digits) * factor
      if (value < low) return { wrong: `argument must be between ${low} and ${INT64_MAX} inclusive` }
      return { apply: (engine) => set(engine, value) }
    }
  }
}

/** What Redis can change and this server has only one way of. Setting it to what it is, is fine. */
function fixed(value: Bytes, also: readonly Bytes[] = []): ConfigParameter {
  return { get: () => value, parse: (text) => (text === value || also.includes(text) ? { apply: () => undefined } : { wrong: `this server has only "${value}"` }) }
}

const keyspaceEvents: ConfigParameter = {
  get: ({ config }) => formatKeyspaceEvents(config.keyspaceEvents),
  parse(text) {
    const events = parseKeyspaceEvents(text)
    return events === undefined ? { wrong: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." } : { apply: ({ config }) => (config.keyspaceEvents = events) }
  }
}

const password: ConfigParameter = {
  get: (engine) => engine.password ?? '',
  parse: (text) => ({ apply: (engine) => (engine.password = text === '' ? undefined : text) })
}

/** By Redis's names, in its spelling. */
export const CONFIG_PARAMETERS: ReadonlyMap<string, ConfigParameter> = new Map<string, ConfigParameter>([
  ['stream-node-max-entries', integer(({ config }) => config.streamNodeMaxEntries, ({ config }, value) => (config.streamNodeMaxEntries = value), 0)],
  ['stream-node-max-bytes', memory(({ config }) => config.streamNodeMaxBytes, ({ config }, value) => (config.streamNodeMaxBytes = value), 0)],
  ['stream-idmp-duration', integer(({ config }) => config.streamIdmpDuration, ({ config }, value) => (config.streamIdmpDuration = value), 1, 86_400)],
  ['stream-idmp-maxsize', integer(({ config }) => config.streamIdmpMaxsize, ({ config }, value) => (config.streamIdmpMaxsize = value), 1, 10_000)],
  ['notify-keyspace-events', keyspaceEvents],
  ['slowlog-log-slower-than', integer(({ config }) => config.slowlogLogSlowerThan, ({ config }, value) => (config.slowlogLogSlowerThan = value), -1)],
  ['slowlog-max-len', integer(({ config }) => config.slowlogMaxLen, ({ config }, value) => (config.slowlogMaxLen = value), 0)],
  ['proto-max-bulk-len', memory(({ config }) => config.protoMaxBulkLen, ({ config }, value) => (config.protoMaxBulkLen = value), 1_048_576)],
  ['maxclients', integer(({ config }) => config.maxClients, ({ config }, value) => (config.maxClients = value), 1, 4_294_967_295)],
  ['requirepass', password],
  ['databases', { get: () => String(DATABASES) }],
  ['port', { get: (engine) => String(engine.port) }],
  ['maxmemory', fixed('0', ['0b', '0mb'])],
  ['maxmemory-policy', fixed('noeviction')],
  ['timeout', fixed('0')],
  ['save', fixed('')],
  ['appendonly', fixed('no')],
  ['hz', fixed('10')],
  ['bind', fixed('127.0.0.1')],
  ['list-max-listpack-size', fixed('-2')],
  ['hash-max-listpack-entries', fixed('512')],
  ['hash-max-listpack-value', fixed('64')],
  // The names that these had before 7.0, which still hold.
  ['list-max-ziplist-size', fixed('-2')],
  ['hash-max-ziplist-entries', fixed('512')],
  ['hash-max-ziplist-value', fixed('64')],
  ['set-max-intset-entries', fixed('512')],
  ['lazyfree-lazy-expire', fixed('no', ['yes'])],
  ['tcp-keepalive', fixed('300')]
])
