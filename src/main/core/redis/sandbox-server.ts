import { randomBytes } from 'node:crypto'
import type { SandboxPersistence } from '@shared/model/connection-state'
import { Fault } from '../fault'
import type { SocketTarget } from './dispatcher'

/** How a sandbox server is started again. `saved`: with what its append-only file holds. */
export interface SandboxStart {
  from: 'empty' | 'saved'
  /** What it writes to disk from now on; as before when absent. */
  persistence?: SandboxPersistence | undefined
}

/** A second server that follows the first through a link of its own. */
export interface SandboxReplica {
  target: SocketTarget
  pid: number | undefined
  /** The link between the two is cut. */
  cut: boolean
}

/** A private server on a loopback port. Sluice owns it and reaches it by its socket alone. */
export interface SandboxServer {
  /** Where the server is; another after a failover. */
  readonly target: SocketTarget
  /** The process it runs in; undefined while it does not run. */
  readonly pid: number | undefined
  /** Undefined where it can write nothing to disk. */
  readonly persistence: SandboxPersistence | undefined
  /** What the running server was told to write from now on, by CONFIG SET. */
  keep(persistence: SandboxPersistence): void
  /** As a crash: nothing is saved, no client is told. */
  kill(): Promise<void>
  /** A new server on the same port, empty unless it is said otherwise. Throws Fault when the port was taken meanwhile, or when there is nothing saved. */
  start(how?: SandboxStart): Promise<void>
  replica(): SandboxReplica | undefined
  /** Throws Fault where there can be none. */
  addReplica(): Promise<void>
  cutLink(): void
  mendLink(): void
  removeReplica(): Promise<void>
  /** Kills the primary; the replica stands in its place, and still has to be told that it is one. Throws Fault when there is none. */
  failOver(): Promise<void>
  /** Ends the server and leaves nothing behind. Idempotent. */
  dispose(): Promise<void>
}

/** Random: whoever on this machine finds the port still needs it. Kept in memory only. */
export function createSandboxPassword(): string {
  return randomBytes(24).toString('base64url')
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A failure that a person can read: what is wrong is on this machine, not in a request. */
export function toStartFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  return new Fault('not-possible-now', `The sandbox server did not start: ${describe(error)}.`, 'Try again, or connect to a server of yours.')
}

export function toStartAgainFault(error: unknown, portTaken: boolean): Fault {
  const why = portTaken ? 'its port was taken by another program' : describe(error)
  return new Fault('not-possible-now', `The sandbox server did not start again: ${why}.`, 'Try again, or close the sandbox and open a new one.')
}

/** Throws Fault when there is nothing to start again. */
export function refuseStart({ disposed, running }: { disposed: boolean; running: boolean }): void {
  if (disposed) throw new Fault('not-possible-now', 'The sandbox has been closed.', 'Open a new one.')
  if (running) throw new Fault('not-possible-now', 'The sandbox server is running.', 'End it first, to start it again.')
}
