import type { ByteText } from '../redis/byte-text'
import { LAB_PREFIX, type ConnectionId } from './stream-ref'
import type { WorkbenchState } from './workbench-state'

/** What labs keep beside their streams: enqueue locks, guards, circuits. Their names do not say which lab's they are. */
const SHARED_KEYS = ['lock:', 'done:', 'circuit:'].map((start) => `${LAB_PREFIX}${start}`)

function belongsTo(key: ByteText, stream: ByteText): boolean {
  return key === stream || key.startsWith(`${stream}:`)
}

/** Connections that lead to the same server, by its run id: one may be open under two names. */
function sameServer(connections: WorkbenchState['connections'], id: ConnectionId): ReadonlySet<ConnectionId> {
  const own = connections[id]
  const same = Object.values(connections).filter((other) => other.address === own?.address || (own?.server !== undefined && other.server?.runId === own.server.runId))
  return new Set([id, ...same.map((other) => other.id)])
}

/** Who of this Sluice may use a key under the lab prefix now, in words; undefined when nobody does. */
export function usedByLab({ connections, labs, workers }: Pick<WorkbenchState, 'connections' | 'labs' | 'workers'>, connection: ConnectionId, key: ByteText): string | undefined {
  const here = sameServer(connections, connection)
  const running = Object.values(labs).filter((lab) => here.has(lab.connection) && lab.status !== 'stopped' && lab.status !== 'failed')
  const lab = running.find(({ streams }) => streams.some((stream) => belongsTo(key, stream)))
  if (lab !== undefined) return `The lab ${lab.name} uses it.`
  const worker = Object.values(workers).find((each) => here.has(each.connection) && belongsTo(key, each.key))
  if (worker !== undefined) return `The worker ${worker.name} uses it.`
  const [first] = running
  return first !== undefined && SHARED_KEYS.some((start) => key.startsWith(start)) ? `It may be a lock or a guard of the running lab ${first.name}.` : undefined
}
