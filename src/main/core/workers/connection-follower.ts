import type { ConnectionId } from '@shared/model/stream-ref'
import type { Connection } from '../redis/dispatcher'
import { Fault } from '../fault'
import { refuseUnlessAllowed } from './refuse-worker'
import type { WorkerHandle } from './worker-handle'

/** The connections that workers run on. */
export interface ConnectionFollower {
  /** From now on its workers end with it. Once is enough. */
  follow(connection: Connection): void
  /** One that is followed. */
  find(id: ConnectionId): Connection | undefined
  dispose(): void
}

export interface ConnectionFollowerOptions {
  workers: () => Iterable<WorkerHandle>
  /** Its server is elsewhere now, as after a failover. */
  onMoved: (worker: WorkerHandle) => void
}

/** Whether it could still be started: its thread was given the rights of its start and does not hear that they are less now. */
function mayRun(connection: Connection, handle: WorkerHandle): boolean {
  const state = handle.state()
  try {
    refuseUnlessAllowed(connection, state, state.role)
    return true
  } catch (error) {
    if (error instanceof Fault) return false
    throw error
  }
}

/**
 * Workers do not outlive their connection, nor the permission to write where they do: those on lab keys end when labs are not allowed any more, as on
 * a server that turns out to be production, those on other keys when it is armed no more (TRUST G7).
 */
export function createConnectionFollower({ workers, onMoved }: ConnectionFollowerOptions): ConnectionFollower {
  const followed = new Map<ConnectionId, { connection: Connection; unfollow: () => void }>()
  return {
    follow(connection) {
      if (followed.has(connection.id)) return
      let target = connection.socketTarget()
      const unfollow = connection.onChange(({ status }) => {
        const moved = connection.socketTarget() !== target
        target = connection.socketTarget()
        for (const handle of workers()) {
          const state = handle.state()
          if (state.connection !== connection.id || !handle.alive()) continue
          if (moved) onMoved(handle)
          if (status.kind === 'closed') void handle.terminate()
          else if (state.status.kind !== 'stopping' && !mayRun(connection, handle)) void handle.stop()
        }
        // The next connection of this id, the sandbox opened again, is another one to follow.
        if (status.kind === 'closed') followed.delete(connection.id)
      })
      followed.set(connection.id, { connection, unfollow })
    },
    find: (id) => followed.get(id)?.connection,
    dispose() {
      for (const { unfollow } of followed.values()) unfollow()
    }
  }
}
