import type { Clock } from '@shared/lib/clock'
import type { ConnectionState, Environment } from '@shared/model/connection-state'
import { Fault } from '../fault'

export const ARMED_FOR_MS = 15 * 60_000

/** What of a connection's state says what may be written. */
export type AccessState = Pick<ConnectionState, 'environment' | 'labsAllowed' | 'mode'>

/** Labs need no question where nothing of value is expected to be. */
function isFree(environment: Environment): boolean {
  return environment === 'local' || environment === 'dev'
}

function modeOf(labsAllowed: boolean): ConnectionState['mode'] {
  return labsAllowed ? { kind: 'lab' } : { kind: 'observe' }
}

/** How a connection starts (TRUST G1), and what it becomes when its environment changes: never armed (TRUST G7). */
export function accessFor(environment: Environment): AccessState {
  const labsAllowed = isFree(environment)
  return { environment, labsAllowed, mode: modeOf(labsAllowed) }
}

export function withLabsAllowed(access: AccessState): AccessState {
  return { ...access, labsAllowed: true, mode: access.mode.kind === 'armed' ? access.mode : modeOf(true) }
}

export function armed(access: AccessState, clock: Clock): AccessState & { mode: { kind: 'armed'; until: number } } {
  return { ...access, mode: { kind: 'armed', until: clock.now() + ARMED_FOR_MS } }
}

export function disarmed(access: AccessState): AccessState {
  return { ...access, mode: modeOf(access.labsAllowed) }
}

/** True when the arm has run out and nobody has said so yet: a timer may be late after a sleep of the machine. */
export function hasRunOut({ mode }: AccessState, clock: Clock): boolean {
  return mode.kind === 'armed' && clock.now() >= mode.until
}

/** Passes when the person typed the connection's name exactly. */
export function confirmLabel(state: Pick<ConnectionState, 'label'>, typed: string | undefined): void {
  if (typed === state.label) return
  throw new Fault('confirm-needed', 'The typed name is not the name of this connection.', `Type ${state.label} to confirm.`)
}
