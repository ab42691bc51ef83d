import { consumerPolicies, groupPolicies, type ConsumerPolicies, type GroupPolicies, type LabFile, type LabFileGroup } from '@shared/labs/lab-file'
import { consumerNames } from '@shared/labs/consumer-names'
import { findLabMistakes } from '@shared/labs/find-lab-mistakes'
import type { GroupRef } from '@shared/model/stream-ref'
import type { ConsumerSettings, ConsumerState, LabId, WorkerId } from '@shared/model/worker-state'
import { Fault } from '../fault'
import { refuseBadConsumer } from '../workers/refuse-worker'
import type { WorkerPool } from '../workers/worker-pool'
import { nextConsumerName } from './next-consumer-name'
import { toPolicies, toReclaim, toSweeper } from './to-workers'

/** Our consumers of a group, those that a person added too. */
export function consumersIn(pool: Pick<WorkerPool, 'states'>, { connection, key, group }: GroupRef): ConsumerState[] {
  return pool.states().filter((worker): worker is ConsumerState => worker.role === 'consumer' && worker.connection === connection && worker.key === key && worker.group === group)
}

/** What a group begins with. */
export function policiesOfFile(file: LabFileGroup, claimInRead: boolean): GroupPolicies {
  return groupPolicies.strip().parse({ ...file, reclaim: toReclaim(file.reclaim, file.read.count, claimInRead), poison: file.handler.poison })
}

const OFF = { retry: undefined, lease: undefined, breaker: undefined, deadLetter: undefined, backpressure: undefined, scaleOut: undefined }

/** A group as its file would describe it with these policies instead of its own. */
export function fileWithPolicies(file: LabFileGroup, { poison, ...policies }: GroupPolicies): LabFileGroup {
  return { ...file, ...OFF, ...policies, handler: { ...file.handler, poison } }
}

/**
 * A consumer's policies with those of its group put in. One that is no lab's has neither the group's effect nor its ledger: what counts
 * attempts, failures and effects passes it by.
 */
function withGroupPolicies({ settings, group, lab }: ConsumerState, usual: ConsumerPolicies, policies: GroupPolicies): ConsumerPolicies {
  const { ack, idempotency, retry, reclaim, lease, breaker, deadLetter, backpressure, poison } = policies
  const before = settings.policies ?? (lab === undefined ? consumerPolicies.parse({ handler: { name: group } }) : usual)
  return { ...before, handler: { ...before.handler, poison }, ack, reclaim, lease, deadLetter, backpressure, ...(lab !== undefined && { idempotency, retry, breaker }) }
}

/** Throws what the file of the lab would be told if it had these policies. Its most consumers are those of its beginning, which is over. */
export function refusePolicies(lab: LabFile, file: LabFileGroup, policies: GroupPolicies): void {
  const changed = { ...fileWithPolicies(file, policies), scaleOut: undefined }
  const [mistake] = findLabMistakes({ ...lab, groups: lab.groups.map((group) => (group === file ? changed : group)) })
  if (mistake !== undefined) throw new Fault('bad-input', mistake.message, 'Change one or the other.')
}

export interface ChangePolicies {
  lab: LabFile
  ref: GroupRef
  file: LabFileGroup
  before: GroupPolicies
  wanted: GroupPolicies
  claimInRead: boolean
}

/** Changes all consumers of a group at once, or none when it throws. Gives what is in force then. Faults: bad-input. */
export function changePolicies(pool: WorkerPool, { lab, ref, file, wanted, claimInRead }: ChangePolicies): GroupPolicies {
  const policies = groupPolicies.parse({ ...wanted, reclaim: toReclaim(wanted.reclaim, file.read.count, claimInRead) })
  refusePolicies(lab, file, policies)
  const usual = toPolicies(file, claimInRead)
  const changes = consumersIn(pool, ref).map((consumer) => ({ id: consumer.id, settings: consumer.settings, policies: withGroupPolicies(consumer, usual, policies) }))
  for (const change of changes) refuseBadConsumer({ ...change.settings, policies: change.policies })
  for (const change of changes) pool.configureConsumer(change.id, { policies: change.policies })
  return policies
}

/**
 * The sweeper as the policies have it. A person may have turned it by hand: `sweeper` turns it on whatever was before, `nobody` off, and any
 * other way to reclaim leaves one alone that runs beside it.
 */
export async function followReclaim(pool: Pick<WorkerPool, 'sweeperOf' | 'setSweeper'>, { ref, file, before }: Pick<ChangePolicies, 'ref' | 'file' | 'before'>, { reclaim }: GroupPolicies): Promise<void> {
  const now = pool.sweeperOf(ref)
  const consumer = now?.consumer ?? consumerNames(file.consumers)[0] ?? ''
  if (reclaim.by === 'sweeper') {
    const wanted = toSweeper({ reclaim })
    const same = now?.enabled === true && now.intervalMs === wanted.intervalMs && now.minIdleMs === wanted.minIdleMs && now.count === wanted.count
    if (!same) await pool.setSweeper({ ...ref, ...wanted, consumer })
  } else if (now?.enabled === true && (reclaim.by === 'nobody' || reclaim.by !== before.reclaim.by)) {
    const { lastRun: _run, ...rest } = now
    await pool.setSweeper({ ...ref, ...rest, enabled: false })
  }
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

/** One consumer more, that works as those of the lab do: by the first of them that runs, else by the file. Fault: not-possible-now. */
export async function addConsumerLike(pool: WorkerPool, { lab, ref, file, usual, atMost }: AddLike): Promise<{ worker: WorkerId; name: string }> {
  const own = consumersIn(pool, ref)
  if (own.length >= atMost) throw new Fault('not-possible-now', `${ref.group} has ${own.length} consumers of Sluice, and may have ${atMost}.`, 'Raise the maximum of its scale-out policy, or remove one.')
  // A plain one that a person added has none of the lab's policies, and a name of its own.
  const others = own.filter((consumer) => consumer.lab === lab)
  const plain = own.filter((consumer) => consumer.lab !== lab)
  const like = others.find(({ status }) => status.kind === 'running') ?? others[0]
  const name = nextConsumerName([...new Set([...plain.map((consumer) => consumer.name), ...consumerNames(file.consumers), ...others.map((consumer) => consumer.name)])])
  return { worker: await pool.addConsumer({ ...ref, name, settings: like?.settings ?? usual, start: true, lab }), name }
}
