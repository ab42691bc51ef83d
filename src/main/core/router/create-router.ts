import { PROTOCOL_VERSION } from '@shared/contract/workbench'
import type { Logger } from '../logging/logger'
import { createAlertsRouter } from './alerts-router'
import { createAudience } from './audience'
import { createComparisonsRouter } from './comparisons-router'
import { createConnectionsRouter } from './connections-router'
import { createDeadLettersRouter } from './dead-letters-router'
import { createFaultsRouter } from './faults-router'
import { createImplementer } from './router-context'
import type { Services } from './services'
import { createGroupsRouter, createStreamsRouter } from './streams-router'
import { createLabsRouter, createLedgerRouter } from './labs-router'
import { createWorkersRouter } from './workers-router'

/** Handlers for the whole contract. Thin: each calls one part of the core. */
export function createRouter(services: Services, logger: Logger) {
  const os = createImplementer(logger)
  const { host, version, instance, connections, observer, live, commandLog, settings } = services
  const audience = createAudience((hidden) => observer.setHidden(hidden))
  return os.router({
    system: {
      hello: os.system.hello.handler(() => ({ product: 'sluice' as const, version, protocol: PROTOCOL_VERSION, host, instance })),
      setVisible: os.system.setVisible.handler(({ input, context: { session } }) => audience.note(session.id, input.visible, session.signal)),
      leave: os.system.leave.handler(() => connections.disarmAll())
    },
    live: {
      subscribe: os.live.subscribe.handler(({ input, signal }) => live.subscribe(input.resume, signal)),
      acknowledge: os.live.acknowledge.handler(({ input }) => live.acknowledge(input.session, input.frame))
    },
    connections: createConnectionsRouter(os, services),
    streams: createStreamsRouter(os, services),
    groups: createGroupsRouter(os, services),
    deadLetters: createDeadLettersRouter(os, services),
    workers: createWorkersRouter(os, services),
    labs: createLabsRouter(os, services),
    ledger: createLedgerRouter(os, services),
    comparisons: createComparisonsRouter(os, services),
    alerts: createAlertsRouter(os, services),
    faults: createFaultsRouter(os, services),
    commandLog: { read: os.commandLog.read.handler(({ input }) => commandLog.read(input)) },
    settings: {
      get: os.settings.get.handler(() => settings.read()),
      set: os.settings.set.handler(({ input }) => settings.change(input))
    }
  })
}

export type Router = ReturnType<typeof createRouter>
