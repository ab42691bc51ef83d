import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { ReplicaState } from '@shared/model/connection-state'
import { parseInfo } from './probe-capabilities'
import { GuardError, NoReplyError, ServerError } from './reply'
import type { SandboxOwner } from './sandbox-owner'
import type { SandboxServer } from './sandbox-server'
import type { SocketTarget } from './dispatcher'

const LOOK_EVERY = 500

export function showAddress({ address }: SocketTarget): string {
  return address.kind === 'tcp' ? `redis://${address.host}:${address.port}` : address.path
}

async function askReplication(owner: SandboxOwner): Promise<Map<string, string> | undefined> {
  try {
    return parseInfo(await owner.look(['INFO', 'replication']))
  } catch (error) {
    if (error instanceof NoReplyError || error instanceof ServerError || error instanceof GuardError) return undefined
    throw error
  }
}

export interface WatchReplicaOptions {
  server: SandboxServer
  open: (target: SocketTarget) => SandboxOwner
  clock: Clock
  note: (replica: Omit<ReplicaState, 'since'> | undefined) => void
}

/** Looks how the replica of a sandbox stands: the link as the replica sees it, and how many bytes of the primary's stream it lacks. Ends when there is none any more. */
export async function watchReplica({ server, open, clock, note }: WatchReplicaOptions, signal: AbortSignalLike): Promise<void> {
  const first = server.replica()
  if (first === undefined) return
  const [own, primary] = [open(first.target), open(server.target)]
  try {
    while (!signal.aborted) {
      const [mine, other] = await Promise.all([askReplication(own), askReplication(primary)])
      const replica = server.replica()
      if (signal.aborted || replica === undefined) break
      const behind = Number(other?.get('master_repl_offset')) - Number(mine?.get('slave_repl_offset'))
      const syncing = mine?.get('master_sync_in_progress') === '1'
      const link = replica.pid === undefined ? 'ended' : replica.cut ? 'cut' : syncing ? 'syncing' : mine?.get('master_link_status') === 'up' ? 'up' : 'down'
      note({ address: showAddress(replica.target), link, ...(Number.isFinite(behind) && !syncing && { behind: Math.max(0, behind) }) })
      await clock.sleep(LOOK_EVERY, signal)
    }
  } finally {
    own.close()
    primary.close()
    if (!signal.aborted) note(undefined)
  }
}
