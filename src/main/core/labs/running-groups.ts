import { groupPolicies, type GroupPolicies, type LabFileGroup, type PolicyPart } from '@shared/labs/lab-file'
import type { ConnectionId, GroupRef } from '@shared/model/stream-ref'
import type { LabGroupState, LabId, WorkerId } from '@shared/model/worker-state'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Connection } from '../redis/dispatcher'
import type { WorkerPool } from '../workers/worker-pool'
import { addConsumerLike, changePolicies, consumersIn, fileWithPolicies, followReclaim, policiesOfFile, refusePolicies } from './group-control'
import type { LabCrew } from './lab-crew'
import type { MakingsKeeper } from './lab-makings'
import { withFoundKeys, type RunningLab } from './running-lab'
import { switchType, toHandlerState, withInactive } from './subscription-control'
import { toConsumerSettings, toKey } from './to-workers'

export interface LabGroupRef {
  lab: LabId
  stream: string
  group: string
}

export interface PolicyChange {
  policies: GroupPolicies
  parts: readonly PolicyPart[]
}

/** What is changed of the groups of labs that run. */
export interface RunningGroups {
  /**
   * One consumer more of a group, like those that are there, with the lab's ledger. `within`: only as far as the scale-out
   * policy allows. Faults: no-such-lab, not-possible-now.
   */
  addConsumer(input: LabGroupRef & { within?: number }): Promise<{ worker: WorkerId; name: string }>
  /** Those `parts` of the policies of a group from now on, for all of its consumers at once. Faults: no-such-lab, not-possible-now, and bad-input with the sentence that its file would get. */
  setPolicies(input: LabGroupRef & PolicyChange): Promise<void>
  /** The subscription of a group's handler to one type, for all of its consumers at once. Faults: no-such-lab, not-possible-now, bad-input. */
  setSubscription(input: LabGroupRef & { type: string; active: boolean }): void
}

export interface RunningGroupsOptions {
  sink: EventSink
  pool: WorkerPool
  connection: (id: ConnectionId) => Connection
  crew: Pick<LabCrew, 'removeWorkers'>
  makings: Pick<MakingsKeeper, 'takeMore'>
  /** Fault: no-such-lab. */
  find: (id: LabId) => RunningLab
}

/** XREADGROUP … CLAIM. */
export function hasClaimInRead(connection: Connection): boolean {
  return connection.state().capabilities?.claimInRead === true
}

export function createRunningGroups(options: RunningGroupsOptions): RunningGroups {
  const { sink, pool, crew, find } = options

  function findGroup({ lab: id, stream, group }: LabGroupRef): { lab: RunningLab; file: LabFileGroup; state: LabGroupState; ref: GroupRef } {
    const lab = find(id)
    const file = lab.file.groups.find((each) => toKey(each.stream) === stream && each.name === group)
    const state = lab.state.groups.find((each) => each.stream === stream && each.group === group)
    if (file === undefined || state === undefined) throw new Fault('not-possible-now', `The lab ${lab.file.name} has no group ${group} on ${stream}.`, 'Pick one of its groups.')
    if (lab.state.status !== 'running') throw new Fault('not-possible-now', `The lab ${lab.file.name} is ${lab.state.status}.`, lab.state.status === 'failed' ? 'Start it again.' : 'Wait until it runs.')
    return { lab, file, state, ref: { connection: lab.connection, key: stream, group } }
  }

  async function addConsumer({ within, ...which }: LabGroupRef & { within?: number }): Promise<{ worker: WorkerId; name: string }> {
    const { lab, file, state, ref } = findGroup(which)
    const now = { ...file, handler: { ...file.handler, inactive: [...(state.handler?.inactive ?? [])] } }
    const usual = toConsumerSettings(state.policies === undefined ? now : fileWithPolicies(now, state.policies), hasClaimInRead(options.connection(lab.connection)))
    const added = await addConsumerLike(pool, { lab: which.lab, ref, file, usual, atMost: within ?? Infinity })
    // It ends with the lab.
    lab.workers.push(added.worker)
    if (lab.state.status !== 'running') await crew.removeWorkers(lab)
    return added
  }

  /** Those in force with the given parts. */
  function toWanted(which: LabGroupRef, { policies, parts }: PolicyChange): GroupPolicies {
    const { lab, file, state } = findGroup(which)
    const before = state.policies ?? policiesOfFile(file, hasClaimInRead(options.connection(lab.connection)))
    return groupPolicies.parse({ ...before, ...Object.fromEntries(parts.map((part) => [part, policies[part]])) })
  }

  /** Before anything is made under them, and not for what is refused. */
  async function takeKeys(which: LabGroupRef, policies: GroupPolicies): Promise<void> {
    const { lab, file } = findGroup(which)
    refusePolicies(lab.file, file, policies)
    await options.makings.takeMore(lab, { ...lab.file, groups: [fileWithPolicies(file, policies)] })
    lab.state = withFoundKeys(lab.state, lab.found)
  }

  async function setPolicies({ policies: given, parts, ...which }: LabGroupRef & PolicyChange): Promise<void> {
    await takeKeys(which, toWanted(which, { policies: given, parts }))
    // Once more: another change may have come while the server was asked.
    const wanted = toWanted(which, { policies: given, parts })
    const { lab, file, state, ref } = findGroup(which)
    const claimInRead = hasClaimInRead(options.connection(lab.connection))
    const before = state.policies ?? policiesOfFile(file, claimInRead)
    const policies = changePolicies(pool, { lab: lab.file, ref, file, before, wanted, claimInRead })
    changeGroup(lab, state, { policies })
    // Nobody looks at its circuit any more, so that nothing would ever say that it is closed.
    if (before.breaker !== undefined && policies.breaker === undefined) sink.append({ kind: 'breaker-changed', group: ref, handler: file.handler.name, breaker: { kind: 'closed', failures: 0, threshold: before.breaker.failures, openMs: before.breaker.openMs } })
    if (parts.includes('reclaim')) await followReclaim(pool, { ref, file, before }, policies)
  }

  function changeGroup(lab: RunningLab, group: LabGroupState, change: Partial<LabGroupState>): void {
    lab.state = { ...lab.state, groups: lab.state.groups.map((each) => (each === group ? { ...each, ...change } : each)) }
    sink.append({ kind: 'lab-changed', lab: lab.state })
  }

  function setSubscription({ type, active, ...which }: LabGroupRef & { type: string; active: boolean }): void {
    const { lab, file, state, ref } = findGroup(which)
    const handler = switchType(state.handler ?? toHandlerState(file.handler), type, active)
    for (const { id, settings } of consumersIn(pool, ref)) pool.configureConsumer(id, { policies: withInactive(settings, handler) })
    changeGroup(lab, state, { handler })
  }

  return { addConsumer, setPolicies, setSubscription }
}
