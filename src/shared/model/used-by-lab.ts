import type { ByteText } from '../redis/byte-text'
import { LAB_PREFIX, type ConnectionId } from './stream-ref'
import type { WorkbenchState } from './workbench-state'

/** What labs keep beside their streams: enqueue locks, guards, circuits. Their names do not say which lab's they are. */
const SHARED_KEYS = ['lock:', 'done:', 'circuit:'].map((start) => `${LAB_PREFIX}${start}`)

function belongsTo(key: ByteText, stream: ByteText): boolean {
  return key === stream || key.startsWith(`${stream}:`)
}

/** Who of this Sluice may use a key under the lab prefix now, in words; undefined when nobody does. */
export function usedByLab({ labs, workers }: Pick<WorkbenchState, 'labs' | 'workers'>, connection: ConnectionId, key: ByteText): string | undefined {
  const running = Object.values(labs).filter((lab) => lab.connection === connection && lab.status !== 'stopped' && lab.status !== 'failed')
  const lab = running.find(({ streams }) => streams.some((stream) => belongsTo(key, stream)))
  if (lab !== undefined) return `The lab ${lab.name} uses it.`
  const worker = Object.values(workers).find((each) => each.connection === connection && belongsTo(key, each.key))
  if (worker !== undefined) return `The worker ${worker.name} uses it.`
  const [first] = running
  return first !== undefined && SHARED_KEYS.some((start) => key.startsWith(start)) ? `It may be a lock or a guard of the running lab ${first.name}.` : undefined
}
