import type { ConsumerPolicies } from '../labs/lab-file'
import type { ByteText } from '../redis/byte-text'
import { toStreamId } from './stream-ref'
import type { WorkbenchState } from './workbench-state'
import type { ConsumerState, LabGroupState, LabHandlerState, LabState, ProcessingTime } from './worker-state'

/** The row of a handler that wants every type. */
export const EVERY_TYPE = '*'

/** What a handler's consumer does with an entry, as it is in force now. */
export interface HandlerConfig extends Partial<Omit<ConsumerPolicies, 'handler' | 'noAck'>> {
  processing: ProcessingTime
  failureRate: number
  poison?: ConsumerPolicies['handler']['poison']
  /** XAUTOCLAIM for the group, on an interval. */
  sweeper?: { everyMs: number; minIdleMs: number; count: number }
}

/** Consumers that work alike. */
export interface ConfigOf {
  consumers: ByteText[]
  config: HandlerConfig
}

/** Event type → handler. */
export interface Subscription {
  type: string
  handler: string
  stream: ByteText
  group: ByteText
  /** Where the handler's effect goes. */
  endpoint: string
  active: boolean
  /** Of our consumers in the group; empty where there is none. More than one where a person has set them differently. */
  configs: ConfigOf[]
}

/** A row of the ledger, by its kind and the field that names it: labs have their effects there and nowhere else. */
export function toEndpoint({ effect }: LabHandlerState): string {
  return effect === undefined ? 'none: the work only takes time' : `ledger: ${effect.kind} by ${effect.key ?? 'entry id'}`
}

/** The types that a handler has rows of: those it names, or every type and those of it that are switched off. */
function listTypes({ types, inactive }: LabHandlerState): string[] {
  return types === undefined ? [...new Set([EVERY_TYPE, ...inactive])] : [...new Set(types)]
}

function toConfig({ settings: { policies, processing, failureRate } }: ConsumerState, sweeper: HandlerConfig['sweeper']): HandlerConfig {
  const { handler, noAck: _read, ...parts } = policies ?? {}
  return { processing, failureRate, ...parts, ...(handler?.poison !== undefined && { poison: handler.poison }), ...(sweeper !== undefined && { sweeper }) }
}

function listConfigs({ streams, workers }: Pick<WorkbenchState, 'streams' | 'workers'>, lab: LabState, { stream, group: name }: LabGroupState): ConfigOf[] {
  const swept = streams[toStreamId({ connection: lab.connection, key: stream })]?.groups.find((group) => group.name === name)?.sweeper
  const sweeper = swept?.enabled === true ? { everyMs: swept.intervalMs, minIdleMs: swept.minIdleMs, count: swept.count } : undefined
  const found = new Map<string, ConfigOf>()
  for (const worker of Object.values(workers)) {
    if (worker.role !== 'consumer' || worker.connection !== lab.connection || worker.key !== stream || worker.group !== name) continue
    const config = toConfig(worker, sweeper)
    const text = JSON.stringify(config)
    const alike = found.get(text)
    if (alike === undefined) found.set(text, { consumers: [worker.name], config })
    else alike.consumers.push(worker.name)
  }
  return [...found.values()]
}

/** Who wants which type, in the order of the lab's groups; a group that was told nothing of has no row. */
export function selectSubscriptions(picture: Pick<WorkbenchState, 'streams' | 'workers'>, lab: LabState): Subscription[] {
  return lab.groups.flatMap((of) => {
    const { handler, stream, group } = of
    if (handler === undefined) return []
    const configs = listConfigs(picture, lab, of)
    return listTypes(handler).map((type) => ({ type, handler: handler.name, stream, group, endpoint: toEndpoint(handler), active: !handler.inactive.includes(type), configs }))
  })
}

/** Types that somebody in the lab names, and that this handler of every type can be told to leave out. */
export function selectOtherTypes(lab: LabState, { types, inactive }: LabHandlerState): string[] {
  if (types !== undefined) return []
  const named = lab.groups.flatMap(({ handler }) => [...(handler?.types ?? []), ...(handler?.inactive ?? [])])
  return [...new Set(named)].filter((type) => type !== EVERY_TYPE && !inactive.includes(type)).sort()
}
