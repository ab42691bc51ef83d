import { randomBytes } from 'node:crypto'
import { Fault } from '../fault'
import type { SocketTarget } from './dispatcher'

/** A private server on a loopback port, without persistence. Sluice owns it and reaches it by its socket alone. */
export interface SandboxServer {
  readonly target: SocketTarget
  /** The process it runs in; undefined while it does not run. */
  readonly pid: number | undefined
  /** As a crash: nothing is saved, no client is told. */
  kill(): Promise<void>
  /** A new and empty server on the same port. Throws Fault when the port was taken meanwhile. */
  start(): Promise<void>
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
