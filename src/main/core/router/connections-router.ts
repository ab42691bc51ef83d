import type { Implementer } from './router-context'
import type { Services } from './services'

export function createConnectionsRouter(os: Implementer, { connections }: Services) {
  const procedures = os.connections
  return {
    open: procedures.open.handler(async ({ input }) => ({ connection: await connections.open(input) })),
    openSandbox: procedures.openSandbox.handler(async () => ({ connection: await connections.openSandbox() })),
    close: procedures.close.handler(({ input }) => connections.close(input.connection)),
    retry: procedures.retry.handler(({ input }) => connections.retry(input)),
    setEnvironment: procedures.setEnvironment.handler(({ input }) => connections.setEnvironment(input)),
    allowLabs: procedures.allowLabs.handler(({ input }) => connections.allowLabs(input)),
    arm: procedures.arm.handler(({ input }) => connections.arm(input)),
    disarm: procedures.disarm.handler(({ input }) => connections.disarm(input.connection)),
    killServer: procedures.killServer.handler(({ input }) => connections.killServer(input.connection)),
    startServer: procedures.startServer.handler(({ input }) => connections.startServer(input.connection))
  }
}
