import { consumerPolicies, type ConsumerPolicies, type GroupPolicies, type LabFileGroup, type PoisonPolicy, type PolicyHandler } from '@shared/labs/lab-file'
import { consumerNames } from '@shared/labs/find-lab-mistakes'
import type { GroupRef } from '@shared/model/stream-ref'
import type { ConsumerSettings, ConsumerState, LabId, WorkerId } from '@shared/model/worker-state'
import { Fault } from '../fault'
import type { WorkerPool } from '../workers/worker-pool'
import { nextConsumerName } from './next-consumer-name'

/** Our consumers of a group, those that a person added too. */
export function consumersIn(pool: Pick<WorkerPool, 'states'>, { connection, key, group }: GroupRef): ConsumerState[] {
  return pool.states().filter((worker): worker is ConsumerState => worker.role === 'consumer' && worker.connection === connection && worker.key === key && worker.group === group)
}

/** The policies of a group as far as a person changes them while it runs. */
export function toGroupPolicies({ deadLetter, backpressure, scaleOut, poison }: GroupPolicies): GroupPolicies {
  return { ...(deadLetter !== undefined && { deadLetter }), ...(backpressure !== undefined && { backpressure }), ...(scaleOut !== undefined && { scaleOut }), ...(poison !== undefined && { poison }) }
}

/** What a group begins with. */
export function policiesOfFile({ handler, ...group }: LabFileGroup): GroupPolicies {
  return toGroupPolicies({ ...group, poison: handler.poison })
}

/** A group as its file would describe it with these policies instead of its own. */
export function fileWithPolicies(file: LabFileGroup, { poison, ...policies }: GroupPolicies): LabFileGroup {
  const { deadLetter: _letters, backpressure: _pause, scaleOut: _scale, ...rest } = file
  return { ...rest, ...policies, handler: withPoison(file.handler, poison) }
}

function withPoison<H extends PolicyHandler>({ poison: _before, ...handler }: H, poison: PoisonPolicy | undefined): Omit<H, 'poison'> & { poison?: PoisonPolicy } {
  return { ...handler, ...(poison !== undefined && { poison }) }
}

/** What a consumer without policies does, in the words of policies. */
function plainPolicies(group: string): ConsumerPolicies {
  return consumerPolicies.parse({ handler: { name: group } })
}

/** A consumer's policies with those of its group put in, or taken out. */
export function withGroupPolicies(settings: ConsumerSettings, group: string, { deadLetter, backpressure, poison }: GroupPolicies): ConsumerPolicies {
  const { deadLetter: _letters, backpressure: _pause, handler, ...rest } = settings.policies ?? plainPolicies(group)
  return { ...rest, handler: withPoison(handler, poison), ...(deadLetter !== undefined && { deadLetter }), ...(backpressure !== undefined && { backpressure }) }
}

export interface AddLike {
  lab: LabId
  ref: GroupRef
  file: LabFileGroup
  /** Of a lab that starts now: nobody is there to be like. */
  usual: ConsumerSettings
  /** Never more than these in the group. */
  atMost: number
}

/** One consumer more, that works as those do that are there: by the first of them that runs, else by the file. Fault: not-possible-now. */
export async function addConsumerLike(pool: WorkerPool, { lab, ref, file, usual, atMost }: AddLike): Promise<{ worker: WorkerId; name: string }> {
  const own = consumersIn(pool, ref)
  if (own.length >= atMost) throw new Fault('not-possible-now', `${ref.group} has ${own.length} consumers of Sluice, and may have ${atMost}.`, 'Raise the maximum of its scale-out policy, or remove one.')
  const like = own.find(({ status }) => status.kind === 'running') ?? own[0]
  const name = nextConsumerName([...new Set([...consumerNames(file.consumers), ...own.map((consumer) => consumer.name)])])
  return { worker: await pool.addConsumer({ ...ref, name, settings: like?.settings ?? usual, start: true, lab }), name }
}
