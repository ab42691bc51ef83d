import type { ConnectionState, Environment } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { listClockActions } from './clock-actions'
import { diskActions, failoverActions, KEEPS_NOTHING, USUAL_PAUSE_MS } from './server-fault-actions'
import { showConnectionDialog } from './dialog-store'
import type { Client } from '../../transport/client'

/** An action on a connection, with the reason when it would do nothing now. Menu and palette show the same list. */
export interface ConnectionAction {
  id: string
  title: string
  /** Actions of one section stand together. */
  section: 'writes' | 'server' | 'disk' | 'failover' | 'clock' | 'connection'
  danger?: boolean
  /** The exact command that it sends at once, where it is one. */
  command?: string
  reason?: string
  /** Set on actions of which one is in force. */
  chosen?: boolean
  run: () => void
}

function writeActions(connection: ConnectionState, host: Client): ConnectionAction[] {
  const { id, mode, status } = connection
  const notReady = status.kind === 'ready' ? undefined : `It is ${status.kind}, not ready.`
  const arm: ConnectionAction = { id: 'arm', title: 'Arm writes for 15 minutes…', section: 'writes', danger: true, run: () => showConnectionDialog({ kind: 'arm', connection: id }) }
  const armReason = connection.kind === 'sandbox' ? 'The sandbox is yours: everything in it may be written already.' : notReady
  const actions: ConnectionAction[] = mode.kind === 'armed'
    ? [{ id: 'disarm', title: 'Disarm now', section: 'writes', run: () => void attempt(() => host.connections.disarm({ connection: id })) }]
    : [armReason === undefined ? arm : { ...arm, reason: armReason }]
  if (!connection.labsAllowed) {
    actions.push({ id: 'allow-labs', title: 'Allow labs under sluice:lab:…', section: 'writes', run: () => showConnectionDialog({ kind: 'allow-labs', connection: id }) })
  }
  return actions
}

function serverActions(connection: ConnectionState, host: Client): ConnectionAction[] {
  const { id, status } = connection
  const actions: ConnectionAction[] = []
  if (connection.kind === 'sandbox') {
    const up = status.kind === 'ready'
    const saved = connection.sandbox === 'built-in' ? KEEPS_NOTHING : up ? 'It runs already.' : (connection.persistence ?? 'none') === 'none' ? 'It wrote no append-only file.' : undefined
    actions.push({ id: 'kill-server', title: connection.sandbox === 'built-in' ? 'Kill the server…' : 'Kill the server (SIGKILL)…', section: 'server', danger: true, ...(!up && { reason: 'It does not run.' }), run: () => showConnectionDialog({ kind: 'kill-server', connection: id }) })
    const from = (connection.persistence ?? 'none') === 'none' ? 'empty' : 'saved'
    actions.push({
      id: 'kill-then-start', title: `Kill it, and start it after ${USUAL_PAUSE_MS / 1000} s ${from === 'empty' ? 'empty' : 'from its append-only file'}`, section: 'server', danger: true, ...(!up && { reason: 'It does not run.' }),
      run: () => void attempt(() => host.connections.killThenStartServer({ connection: id, afterMs: USUAL_PAUSE_MS, from }))
    })
    actions.push({ id: 'start-saved', title: 'Start it again from its append-only file', section: 'server', ...(saved !== undefined && { reason: saved }), run: () => void attempt(() => host.connections.startServer({ connection: id, from: 'saved' })) })
    actions.push({ id: 'start-server', title: 'Start a new server on the same port', section: 'server', ...(up && { reason: 'It runs already.' }), run: () => void attempt(() => host.connections.startServer({ connection: id })) })
  }
  if (connection.kind === 'sandbox') actions.push({ id: 'redis-cli', title: 'Open it with redis-cli…', section: 'server', run: () => showConnectionDialog({ kind: 'redis-cli', connection: id }) })
  const quiet = status.kind === 'ready' ? 'It is connected.' : status.kind === 'connecting' ? 'It is trying now.' : undefined
  actions.push({ id: 'retry', title: 'Try to connect again now', section: 'server', ...(quiet !== undefined && { reason: quiet }), run: () => void attempt(() => host.connections.retry({ connection: id })) })
  return actions
}

function clockActions(connection: ConnectionState, host: Client): ConnectionAction[] {
  return listClockActions(connection, host).map(({ reason, ...action }) => ({ ...action, section: 'clock', ...(reason !== undefined && { reason }) }))
}

/** Everything that can be done to a connection now. */
export function listConnectionActions(connection: ConnectionState, host: Client): ConnectionAction[] {
  return [
    ...writeActions(connection, host),
    ...serverActions(connection, host),
    ...(connection.kind === 'sandbox' ? [...diskActions(connection, host), ...failoverActions(connection, host)] : []),
    ...clockActions(connection, host),
    { id: 'close', title: connection.kind === 'sandbox' ? 'Close the sandbox…' : 'Close the connection…', section: 'connection', run: () => showConnectionDialog({ kind: 'close', connection: connection.id }) }
  ]
}

/** Leaving production asks for the label first; anything else is at once. */
export function changeEnvironment(connection: ConnectionState, to: Environment, host: Client): void {
  if (to === connection.environment) return
  if (connection.environment === 'production') showConnectionDialog({ kind: 'environment', connection: connection.id, to })
  else void attempt(() => host.connections.setEnvironment({ connection: connection.id, environment: to }))
}
