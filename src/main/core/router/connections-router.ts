import { moveClock } from '../actions/move-clock'
import type { Implementer } from './router-context'
import type { Services } from './services'

export function createConnectionsRouter(os: Implementer, { connections, comparisons, settings }: Services) {
  const procedures = os.connections
  return {
    open: procedures.open.handler(async ({ input }) => ({ connection: await connections.open(input) })),
    openSandbox: procedures.openSandbox.handler(async ({ input }) => ({ connection: await connections.openSandbox(input.server ?? settings.read().settings.sandbox) })),
    sandboxServers: procedures.sandboxServers.handler(() => connections.sandboxServers()),
    sandboxPassword: procedures.sandboxPassword.handler(({ input }) => ({ password: connections.sandboxPassword(input.connection) })),
    close: procedures.close.handler(async ({ input }) => {
      // While their keys can still be deleted.
      await comparisons.endOn(input.connection)
      return connections.close(input.connection)
    }),
    retry: procedures.retry.handler(({ input }) => connections.retry(input)),
    setEnvironment: procedures.setEnvironment.handler(({ input }) => connections.setEnvironment(input)),
    allowLabs: procedures.allowLabs.handler(({ input }) => connections.allowLabs(input)),
    arm: procedures.arm.handler(({ input }) => connections.arm(input)),
    disarm: procedures.disarm.handler(({ input }) => connections.disarm(input.connection)),
    killServer: procedures.killServer.handler(({ input }) => connections.killServer(input.connection)),
    startServer: procedures.startServer.handler(({ input: { connection, ...how } }) => connections.startServer(connection, how)),
    killThenStartServer: procedures.killThenStartServer.handler(({ input: { connection, afterMs, ...how } }) => connections.sandbox.killThenStart(connection, afterMs, how)),
    setPersistence: procedures.setPersistence.handler(({ input }) => connections.sandbox.setPersistence(input.connection, input.persistence)),
    addReplica: procedures.addReplica.handler(({ input }) => connections.sandbox.addReplica(input.connection)),
    cutReplicationLink: procedures.cutReplicationLink.handler(({ input }) => connections.sandbox.cutLink(input.connection)),
    mendReplicationLink: procedures.mendReplicationLink.handler(({ input }) => connections.sandbox.mendLink(input.connection)),
    removeReplica: procedures.removeReplica.handler(({ input }) => connections.sandbox.removeReplica(input.connection)),
    failOver: procedures.failOver.handler(({ input }) => connections.sandbox.failOver(input.connection)),
    holdClock: procedures.holdClock.handler(({ input }) => moveClock(connections.get(input.connection), { kind: 'hold' })),
    advanceClock: procedures.advanceClock.handler(({ input }) => moveClock(connections.get(input.connection), { kind: 'advance', ms: input.ms })),
    releaseClock: procedures.releaseClock.handler(({ input }) => moveClock(connections.get(input.connection), { kind: 'release' }))
  }
}
