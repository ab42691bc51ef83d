import { expect, vi } from 'vitest'
import type { GroupPolicies, PolicyPart } from '@shared/labs/lab-file'
import { toStreamId, type GroupRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import type { ConsumerState } from '@shared/model/worker-state'
import type { EntryId } from '@shared/redis/entry-id'
import { consumersIn } from '../group-control'
import type { LabBench } from './lab-bench'

const wait = { timeout: 25_000, interval: 20 }

/** A running lab of one group `g`, whose first consumer is `g-1`, and of one producer where `perSecond` is said. Several run side by side on one bench. */
export interface ControlLab {
  id: string
  name: string
  ref: GroupRef
  group(): GroupState | undefined
  /** As the lab says that they are in force. */
  policies(): GroupPolicies
  /** In force, with these changed. */
  set(change: Partial<GroupPolicies>): Promise<void>
  consumers(): ConsumerState[]
  first(): ConsumerState
  add(order: string): Promise<string>
  /** Of XINFO GROUPS. */
  lag(): Promise<number>
  pending(): Promise<number>
  /** As XPENDING has them. */
  rows(): Promise<{ id: EntryId; consumer: string; idle: number; deliveries: number }[]>
  letters(): Promise<number>
  heldAt(gate: string): Promise<void>
  /** Ends its workers where they stand. */
  end(): Promise<void>
}

export interface ControlLabText {
  perSecond?: number
  /** Parts of the group; {name} is the name of the lab. */
  group: string
}

export function toControlText(name: string, { perSecond, group }: ControlLabText): string {
  const sources = perSecond === undefined ? '' : `sources: [{ kind: producer, name: p, stream: ${name}, schedule: { perSecond: ${perSecond} }, templates: [{ fields: { n: '{{seq}}' } }] }]\n`
  return `sluice: 1\nname: ${name}\ntitle: Control\nstreams: [{ name: ${name} }, { name: '${name}:dlq' }]\n${sources}groups:\n  - { name: g, stream: ${name}, consumers: [g-1], ${group.replaceAll('{name}', name)} }\n`
}

let made = 0

export async function startControlLab(bench: LabBench, text: ControlLabText): Promise<ControlLab> {
  const { labs, pool, observed } = bench
  made += 1
  const name = `control-${made}`
  const id = await labs.start({ connection: observed.id, text: toControlText(name, text) })
  const ref: GroupRef = { connection: observed.id, key: `sluice:lab:${name}`, group: 'g' }
  const consumers = (): ConsumerState[] => consumersIn(pool, ref)
  const policies = (): GroupPolicies => {
    const found = observed.log.current().labs[id]?.groups[0]?.policies
    if (found === undefined) throw new Error('the lab does not run')
    return found
  }
  const first = (): ConsumerState => {
    const [found] = consumers()
    if (found === undefined) throw new Error('no consumer')
    return found
  }
  return {
    id, name, ref, policies, consumers, first,
    group: () => observed.log.current().streams[toStreamId(ref)]?.groups.find((each) => each.name === 'g'),
    set: (change) => labs.setPolicies({ lab: id, stream: ref.key, group: 'g', policies: { ...policies(), ...change }, parts: Object.keys(change) as PolicyPart[] }),
    add: (order) => bench.cli('XADD', ref.key, '*', 'order', order),
    async lag() {
      const lines = (await bench.cli('XINFO', 'GROUPS', ref.key)).split('\n')
      return Number(lines[lines.indexOf('lag') + 1])
    },
    pending: async () => Number((await bench.cli('XPENDING', ref.key, 'g')).split('\n')[0]),
    async rows() {
      const lines = (await bench.cli('XPENDING', ref.key, 'g', '-', '+', '100')).split('\n')
      return Array.from({ length: Math.floor(lines.length / 4) }, (_row, at) => ({ id: lines[at * 4] as EntryId, consumer: lines[at * 4 + 1] ?? '', idle: Number(lines[at * 4 + 2]), deliveries: Number(lines[at * 4 + 3]) }))
    },
    letters: async () => Number(await bench.cli('XLEN', `${ref.key}:dlq`)),
    heldAt: (gate) => vi.waitFor(() => expect(first().status).toMatchObject({ kind: 'held', gate }), wait),
    async end() {
      await pool.drain(pool.states().filter((worker) => worker.lab === id || worker.key === ref.key).map((worker) => worker.id), 0)
      await labs.stop({ lab: id, clean: true })
    }
  }
}
