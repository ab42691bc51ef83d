import type { Outcome } from '@shared/contract/primitives'
import { assertNever } from '@shared/lib/assert-never'
import type { ConnectionState } from '@shared/model/connection-state'
import { toClockCommand, type ClockMove } from '@shared/redis/clock-command'
import { formatRedisCli } from '@shared/redis/command-preview'
import { attempt } from '../../store/attempt'
import { notify } from '../../store/notify'
import type { Client } from '../../transport/client'
import { showConnectionDialog } from './dialog-store'

export interface ClockAction {
  id: string
  title: string
  /** The exact command that it sends at once; absent when it asks first. */
  command?: string
  reason: string | undefined
  run: () => void
}

/** Milliseconds that one click lets pass: past the usual idle thresholds. */
export const USUAL_ADVANCE_MS = 60_000

/** Why the clock of this server is not ours to touch, or undefined. */
export function clockRefusal({ kind, sandbox, status, capabilities }: ConnectionState): string | undefined {
  if (kind !== 'sandbox') return 'Only the clock of the built-in sandbox can be held. This server keeps its own time.'
  if (sandbox === 'program') return 'This sandbox runs a server that keeps the time of this machine. Open the built-in one for this.'
  if (status.kind !== 'ready') return 'It does not run.'
  return capabilities?.clock === true ? undefined : 'Its clock cannot be held.'
}

async function send(connection: ConnectionState, move: ClockMove, host: Client): Promise<Outcome> {
  const ref = { connection: connection.id }
  switch (move.kind) {
    case 'hold': return host.connections.holdClock(ref)
    case 'advance': return host.connections.advanceClock({ ...ref, ms: move.ms })
    case 'release': return host.connections.releaseClock(ref)
    default: return assertNever(move)
  }
}

/** Sends it once, and tells what became of it unless it went well: that is seen in the chip. */
export function moveClock(connection: ConnectionState, move: ClockMove, host: Client): void {
  void attempt(async () => {
    const outcome = await send(connection, move, host)
    if (outcome.kind !== 'ok') notify({ level: outcome.kind === 'unknown' ? 'warning' : 'error', text: outcome.message, next: outcome.next })
  })
}

/** What can be done to the clock of the server now. Menu, palette and banner show the same list. */
export function listClockActions(connection: ConnectionState, host: Client): ClockAction[] {
  const refusal = clockRefusal(connection)
  const held = connection.clock?.kind === 'held'
  const at = (id: string, title: string, move: ClockMove, reason: string | undefined): ClockAction => ({
    id, title, command: formatRedisCli(toClockCommand(move)), reason: refusal ?? reason, run: () => moveClock(connection, move, host)
  })
  return [
    at('hold-clock', 'Hold the clock', { kind: 'hold' }, held ? 'It is held already.' : undefined),
    at('advance-clock', `Let ${USUAL_ADVANCE_MS / 1000} s pass`, { kind: 'advance', ms: USUAL_ADVANCE_MS }, undefined),
    { id: 'advance-clock-by', title: 'Let time pass…', reason: refusal, run: () => showConnectionDialog({ kind: 'advance-clock', connection: connection.id }) },
    at('release-clock', 'Release the clock', { kind: 'release' }, held ? undefined : 'It runs.')
  ]
}
