import type { ConnectionState, SandboxPersistence } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { notify } from '../../store/notify'
import type { Client } from '../../transport/client'
import type { ConnectionAction } from './connection-actions'
import { showConnectionDialog } from './dialog-store'

export const KEEPS_NOTHING = 'The built-in server writes nothing to disk, and a snapshot taken before a kill would be no crash.'
const NO_REPLICATION = 'The built-in server has no replication.'

/** How long a killed server stays away by one click: long enough to see who waits for it. */
export const USUAL_PAUSE_MS = 5000

export const PERSISTENCE_WORDS: Readonly<Record<SandboxPersistence, string>> = {
  none: 'Nothing: a kill takes everything',
  'aof-everysec': 'Append-only file, synced each second',
  'aof-always': 'Append-only file, synced with each write'
}

const CHOICES = Object.keys(PERSISTENCE_WORDS) as SandboxPersistence[]

/** What the server of a sandbox writes to disk from now on. */
export function diskActions(connection: ConnectionState, host: Client): ConnectionAction[] {
  const { id, persistence, status } = connection
  const reason = connection.sandbox === 'built-in' ? KEEPS_NOTHING : status.kind === 'ready' ? undefined : 'It does not run.'
  const set = (choice: SandboxPersistence): void => {
    void attempt(async () => {
      const outcome = await host.connections.setPersistence({ connection: id, persistence: choice })
      if (outcome.kind === 'ok') notify({ level: 'success', text: choice === 'none' ? 'It writes nothing to disk any more.' : 'Its append-only file is written: a kill leaves it.' })
      else notify({ level: outcome.kind === 'unknown' ? 'warning' : 'error', text: outcome.message, next: outcome.next })
    })
  }
  return CHOICES.map((choice) => ({
    id: `disk-${choice}`, title: PERSISTENCE_WORDS[choice], section: 'disk', chosen: persistence === choice,
    ...(reason !== undefined && { reason }), run: () => { if (persistence !== choice) set(choice) }
  }))
}

/** A replica of the sandbox, the link to it, and what comes of losing the primary. */
export function failoverActions(connection: ConnectionState, host: Client): ConnectionAction[] {
  const { id, replica, status } = connection
  const builtIn = connection.sandbox === 'built-in' ? NO_REPLICATION : undefined
  const up = status.kind === 'ready' ? undefined : 'The server does not run.'
  const none = replica === undefined ? 'It has no replica.' : undefined
  const cut = replica?.link === 'cut'
  const action = (name: string, title: string, reason: string | undefined, run: () => void, danger = false): ConnectionAction => ({
    id: name, title, section: 'failover', danger, ...(reason !== undefined && { reason }), run
  })
  return [
    action('add-replica', 'Add a replica', builtIn ?? (replica === undefined ? up : 'It has one already.'), () => void attempt(() => host.connections.addReplica({ connection: id }))),
    action('cut-link', 'Cut the replication link', builtIn ?? none ?? (cut ? 'It is cut already.' : undefined), () => void attempt(() => host.connections.cutReplicationLink({ connection: id })), true),
    action('mend-link', 'Mend the replication link', builtIn ?? none ?? (cut ? undefined : 'It is not cut.'), () => void attempt(() => host.connections.mendReplicationLink({ connection: id }))),
    action('fail-over', 'Kill the primary, promote the replica…', builtIn ?? none ?? (replica?.link === 'syncing' ? 'The replica takes its first copy.' : replica?.link === 'ended' ? 'The replica has ended.' : undefined), () => showConnectionDialog({ kind: 'fail-over', connection: id }), true),
    action('remove-replica', 'Remove the replica', builtIn ?? none, () => void attempt(() => host.connections.removeReplica({ connection: id })))
  ]
}
