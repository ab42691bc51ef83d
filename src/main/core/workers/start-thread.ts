import { Worker, type MessagePort } from 'node:worker_threads'
import type { Random } from '@shared/lib/seeded-random'
import { isLabGround } from '@shared/model/lab-ground'
import type { WorkerState } from '@shared/model/worker-state'
import type { Connection, SocketTarget } from '../redis/dispatcher'
import type { ControlBlock } from './control-block'
import type { RoleStart, ThreadStart } from './thread-protocol'

function isThisMachine({ address }: SocketTarget): boolean {
  return address.kind === 'unix' || address.host === 'localhost' || address.host === '::1' || address.host.startsWith('127.')
}

function toRole(worker: WorkerState, connectLedger: StartThreadOptions['connectLedger']): RoleStart {
  if (worker.role === 'producer') return { kind: 'producer', name: worker.name, settings: worker.settings }
  const { lab, settings } = worker
  // A lab's may be told to try again later, and the ledger counts how often; at high rate no policy is taken.
  const needsLedger = settings.policies !== undefined || (lab !== undefined && settings.highRate !== true)
  return { kind: 'consumer', group: worker.group, name: worker.name, settings, lab: lab ?? worker.key, ledger: needsLedger ? connectLedger?.() : undefined }
}

export interface StartThreadOptions {
  threadFile: string
  instance: string
  random: Random
  /** A port to the ledger of effects, for consumers with policies. */
  connectLedger?: (() => MessagePort) | undefined
}

/** Starts the thread of a worker, whose sockets go to `target`: a real one with its own event loop, so that it can be frozen and ended for real. */
export function startThread(options: StartThreadOptions, connection: Connection, worker: WorkerState, block: ControlBlock, target: SocketTarget): Worker {
  const { kind, mode, labsAllowed, environment } = connection.state()
  const role = toRole(worker, options.connectLedger)
  const start: ThreadStart = {
    role,
    target,
    socketName: `sluice:${options.instance}:worker:${worker.id}`,
    key: worker.key,
    block,
    seed: Math.floor(options.random() * 2 ** 32),
    rights: { kind, mode, labsAllowed, environment },
    // Lab ids are made by the server (XADD *), whose clock is ours on this machine only, or ahead of it by a known time.
    sameClock: isLabGround({ kind }, worker.key) && isThisMachine(connection.socketTarget())
  }
  // Own flags of the host's process (a debugger's, a test runner's) are not the thread's.
  const transferList = role.kind === 'consumer' && role.ledger !== undefined ? [role.ledger] : []
  return new Worker(options.threadFile, { workerData: start, execArgv: [], transferList })
}
