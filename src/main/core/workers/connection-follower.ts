import { isLabGround } from '@shared/model/lab-ground'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { Connection } from '../redis/dispatcher'
import type { WorkerHandle } from './worker-handle'

/** The connections that workers run on. */
export interface ConnectionFollower {
  /** From now on its workers end with it. Once is enough. */
  follow(connection: Connection): void
  /** One that is followed. */
  find(id: ConnectionId): Connection | undefined
  dispose(): void
}

/** Workers do not outlive their connection, and those on keys that are not lab keys not its being armed (TRUST G7). */
export function createConnectionFollower(workers: () => Iterable<WorkerHandle>): ConnectionFollower {
  const followed = new Map<ConnectionId, { connection: Connection; unfollow: () => void }>()
  return {
    follow(connection) {
      if (followed.has(connection.id)) return
      const unfollow = connection.onChange(({ status, mode }) => {
        for (const handle of workers()) {
          const state = handle.state()
          if (state.connection !== connection.id || !handle.alive()) continue
          if (status.kind === 'closed') void handle.terminate()
          else if (mode.kind !== 'armed' && !isLabGround(connection.state(), state.key) && state.status.kind !== 'stopping') void handle.stop()
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
