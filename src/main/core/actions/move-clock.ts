import type { Outcome } from '@shared/contract/primitives'
import { toClockCommand, type ClockMove } from '@shared/redis/clock-command'
import { Fault } from '../fault'
import type { Connection } from '../redis/dispatcher'
import { parseClockReply } from '../redis/server-clock'
import { sendForOutcome } from './to-outcome'

const WORDS = { held: 'held', running: 'running' } as const

/** Holds, moves or releases the clock of a sandbox whose server has one. Sent once. */
export async function moveClock(connection: Connection, move: ClockMove): Promise<Outcome> {
  const { kind, label } = connection.state()
  if (kind !== 'sandbox') throw new Fault('forbidden', `${label} is no sandbox of Sluice: its clock is its own.`, 'Open the built-in sandbox, whose clock can be held.')
  if (connection.capabilities()?.clock !== true) throw new Fault('not-possible-now', `The server of ${label} keeps the time of this machine.`, 'Open the built-in sandbox, whose clock can be held.')
  const command = toClockCommand(move)
  const result = await sendForOutcome(connection.writer, command, { by: 'hand' })
  if ('outcome' in result) return result.outcome
  const reading = parseClockReply(result.reply)
  if (reading !== undefined) connection.noteClock(reading)
  return { kind: 'ok', command, reply: reading === undefined ? '' : WORDS[reading.kind] }
}
