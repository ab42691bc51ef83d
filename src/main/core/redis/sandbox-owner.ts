import type { Clock } from '@shared/lib/clock'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { CommandLog } from './command-log'
import { createDispatcher } from './create-dispatcher'
import type { Command, SocketTarget } from './dispatcher'
import { createRedisSocket } from './redis-socket'
import type { Reply } from './reply'

export interface SandboxOwnerOptions {
  connection: ConnectionId
  instance: string
  target: SocketTarget
  clock: Clock
  log: CommandLog
}

/**
 * A socket for what only the owner of a sandbox says to its server: guarded by an allow-list of its own (owner-rules),
 * logged like any other. It comes back by itself after a break.
 */
export interface SandboxOwner {
  /** At a person's wish. Rejects with ServerError or NoReplyError. */
  order(command: Command): Promise<Reply>
  /** To know how things stand. */
  look(command: Command): Promise<Reply>
  connected(): Promise<void>
  close(): void
}

/** How long a server that was just started or promoted may take to let its owner in. */
const PATIENCE = 4000

export function openSandboxOwner({ connection, instance, target, clock, log }: SandboxOwnerOptions): SandboxOwner {
  const socket = createRedisSocket({ target, class: 'writer', name: `sluice:${instance}:owner`, clock, commandTimeoutMs: PATIENCE })
  const dispatcher = createDispatcher({ connection, socket, policy: () => ({ access: 'owner' }), log, clock })
  return {
    order: (command) => dispatcher.send(command, { by: 'hand', who: 'owner' }),
    look: (command) => dispatcher.send(command, { by: 'observer', who: 'owner' }),
    connected: () => socket.connected(),
    close: () => socket.destroy()
  }
}

/** Opens one for a task and closes it after. Rejects with NoReplyError when the server lets nobody in for 4 s. */
export async function asOwner<T>(options: SandboxOwnerOptions, task: (owner: SandboxOwner) => Promise<T>): Promise<T> {
  const owner = openSandboxOwner(options)
  const done = new AbortController()
  async function giveUp(): Promise<void> {
    await options.clock.sleep(PATIENCE, done.signal)
    if (!done.signal.aborted) owner.close()
  }
  void giveUp()
  try {
    await owner.connected()
    done.abort()
    return await task(owner)
  } finally {
    done.abort()
    owner.close()
  }
}
