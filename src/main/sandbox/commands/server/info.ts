import type { Engine } from '../../engine/engine'
import { IS_NOT, PRODUCT, versionOf } from '../../engine/product'
import { VerbatimText, type Reply } from '../../protocol/reply'
import type { Call, Command } from '../command'

type Facts = [name: string, value: string | number][]

function server(engine: Engine): Facts {
  const uptime = Math.max(0, Math.floor((engine.now() - engine.startedAt) / 1000))
  return [
    ['redis_version', versionOf(engine.release)], ['server_name', PRODUCT], ['sluice_version', versionOf(engine.release)], ['sluice_note', IS_NOT], ['redis_mode', 'standalone'], ['os', `${process.platform} ${process.arch}`], ['arch_bits', 64], ['process_id', process.pid],
    ['run_id', engine.runId], ['tcp_port', engine.port], ['server_time_usec', Math.round(engine.clock.exact() * 1000)], ['uptime_in_seconds', uptime], ['uptime_in_days', Math.floor(uptime / 86_400)], ['hz', 10],
    ['clock_held', Number(engine.clock.held)], ['clock_ahead_ms', Math.round(engine.clock.ahead)]
  ]
}

function clients(engine: Engine): Facts {
  return [['connected_clients', engine.clients.size], ['cluster_connections', 0], ['maxclients', engine.config.maxClients], ['blocked_clients', engine.blocked.size], ['tracking_clients', 0], ['clients_in_timeout_table', 0]]
}

/** Of the process in which it runs: a server in a thread has no memory of its own to count. */
function memory(): Facts {
  const { heapUsed, rss } = process.memoryUsage()
  return [['used_memory', heapUsed], ['used_memory_human', `${(heapUsed / 1_048_576).toFixed(2)}M`], ['used_memory_rss', rss], ['used_memory_peak', heapUsed], ['used_memory_dataset', heapUsed], ['maxmemory', 0], ['maxmemory_policy', 'noeviction'], ['mem_fragmentation_ratio', '1.00']]
}

function persistence(engine: Engine): Facts {
  return [['loading', 0], ['async_loading', 0], ['rdb_changes_since_last_save', engine.keyspace.changes], ['rdb_bgsave_in_progress', 0], ['rdb_last_bgsave_status', 'ok'], ['aof_enabled', 0], ['aof_rewrite_in_progress', 0]]
}

function stats({ statistics, keyspace, pubSub }: Engine): Facts {
  return [
    ['total_connections_received', statistics.connections], ['total_commands_processed', statistics.commandsProcessed], ['total_net_input_bytes', statistics.inputBytes], ['total_net_output_bytes', statistics.outputBytes],
    ['rejected_connections', statistics.rejectedConnections], ['expired_keys', keyspace.expiredKeys], ['evicted_keys', 0], ['keyspace_hits', keyspace.hits], ['keyspace_misses', keyspace.misses],
    ['pubsub_channels', pubSub.channels('channel').length], ['pubsub_patterns', pubSub.patterns], ['pubsubshard_channels', pubSub.channels('shard').length], ['latest_fork_usec', 0], ['total_error_replies', [...statistics.errors.values()].reduce((sum, count) => sum + count, 0)]
  ]
}

function replication({ runId }: Engine): Facts {
  return [['role', 'master'], ['connected_slaves', 0], ['master_failover_state', 'no-failover'], ['master_replid', runId], ['master_replid2', '0'.repeat(40)], ['master_repl_offset', 0], ['second_repl_offset', -1], ['repl_backlog_active', 0]]
}

function cpu(): Facts {
  const { user, system } = process.cpuUsage()
  return [['used_cpu_sys', (system / 1e6).toFixed(6)], ['used_cpu_user', (user / 1e6).toFixed(6)]]
}

function commandStats({ statistics }: Engine): Facts {
  return [...statistics.commands].filter(([, { calls, rejected }]) => calls + rejected > 0).map(([name, { calls, time, rejected, failed }]) => [
    `cmdstat_${name}`, `calls=${calls},usec=${Math.round(time)},usec_per_call=${(calls === 0 ? 0 : time / calls).toFixed(2)},rejected_calls=${rejected},failed_calls=${failed}`
  ])
}

function errorStats({ statistics }: Engine): Facts {
  return [...statistics.errors].map(([prefix, count]) => [`errorstat_${prefix}`, `count=${count}`])
}

function keyspace({ keyspace: { databases }, clock }: Engine): Facts {
  return databases.filter((db) => db.size > 0).map((db) => [`db${db.index}`, `keys=${db.size},expires=${db.volatileSize},avg_ttl=${Math.round(db.averageTimeLeft(clock.now()))}`])
}

/** In the order in which INFO tells them. `asked`: only when named, or with everything. */
const SECTIONS: readonly { name: string; title: string; facts: (engine: Engine) => Facts; asked?: true }[] = [
  { name: 'server', title: 'Server', facts: server },
  { name: 'clients', title: 'Clients', facts: clients },
  { name: 'memory', title: 'Memory', facts: memory },
  { name: 'persistence', title: 'Persistence', facts: persistence },
  { name: 'stats', title: 'Stats', facts: stats },
  { name: 'replication', title: 'Replication', facts: replication },
  { name: 'cpu', title: 'CPU', facts: cpu },
  { name: 'commandstats', title: 'Commandstats', facts: commandStats, asked: true },
  { name: 'errorstats', title: 'Errorstats', facts: errorStats },
  { name: 'cluster', title: 'Cluster', facts: () => [['cluster_enabled', 0]] },
  { name: 'keyspace', title: 'Keyspace', facts: keyspace }
]

function run({ engine, args }: Call): Reply {
  const wanted = new Set(args.slice(1).map((word) => word.toLowerCase()))
  const every = wanted.has('all') || wanted.has('everything')
  const usual = wanted.size === 0 || wanted.has('default')
  const shown = SECTIONS.filter(({ name, asked }) => every || wanted.has(name) || (usual && asked !== true))
  return new VerbatimText(shown.map(({ title, facts }) => `# ${title}\r\n${facts(engine).map(([name, value]) => `${name}:${value}\r\n`).join('')}`).join('\r\n'))
}

export const info: Command = {
  name: 'info', arity: -1, flags: ['loading', 'stale'],
  doc: { summary: 'What the server tells of itself, by sections.', since: '1.0.0', group: 'server', complexity: 'O(1)', arguments: [{ name: 'section', type: 'string', flags: ['optional', 'multiple'] }] },
  run
}
