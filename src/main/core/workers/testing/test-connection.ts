import type { ConnectionState } from '@shared/model/connection-state'
import { createCommandLog } from '../../redis/command-log'
import type { GuardPolicy } from '../../redis/command-guard'
import { createDispatcher } from '../../redis/create-dispatcher'
import type { Connection, SocketTarget } from '../../redis/dispatcher'
import { createRedisSocket } from '../../redis/redis-socket'
import { realClock } from '../../redis/testing/real-clock'

export interface TestConnection extends Connection {
  change(change: Partial<ConnectionState>): void
  close(): void
}

/** A Connection over real sockets, in lab mode, without the manager's states. */
export async function openTestConnection(port: number): Promise<TestConnection> {
  const target: SocketTarget = { address: { kind: 'tcp', host: '127.0.0.1', port }, db: 0 }
  let state: ConnectionState = {
    id: 'test', label: 'test', address: `redis://127.0.0.1:${port}`, kind: 'remote', environment: 'local', tls: 'off', hasPassword: false,
    status: { kind: 'ready', since: 0 }, mode: { kind: 'lab' }, labsAllowed: true, epoch: 0
  }
  const listeners = new Set<(state: ConnectionState) => void>()
  const ownClientIds = new Set<string>()
  const log = createCommandLog(realClock)
  const observerSocket = createRedisSocket({ target, class: 'observer', name: 'test:observer', clock: realClock })
  const writerSocket = createRedisSocket({ target, class: 'writer', name: 'test:writer', clock: realClock })
  await Promise.all([observerSocket.connected(), writerSocket.connected()])
  const writePolicy = (): GuardPolicy => ({ access: 'write', kind: state.kind, mode: state.mode, labsAllowed: state.labsAllowed, environment: state.environment, ownClientIds, host: true })
  const common = { connection: 'test', log, clock: realClock }
  return {
    id: 'test',
    state: () => state,
    capabilities: () => undefined,
    ownClientIds,
    noteClock: () => undefined,
    socketTarget: () => target,
    observer: createDispatcher({ ...common, socket: observerSocket, policy: () => ({ access: 'observe' }) }),
    writer: createDispatcher({
      ...common, socket: writerSocket,
      policy: writePolicy
    }),
    async openWriter(name) {
      const socket = createRedisSocket({ target, class: 'writer', name, clock: realClock })
      await socket.connected()
      return { writer: createDispatcher({ ...common, socket, policy: writePolicy }), close: () => socket.close() }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change(change) {
      state = { ...state, ...change }
      for (const listener of listeners) listener(state)
    },
    close() {
      observerSocket.destroy()
      writerSocket.destroy()
    }
  }
}
