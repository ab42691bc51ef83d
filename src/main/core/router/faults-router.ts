import { previewDataFault } from '../actions/data-faults/preview-data-fault'
import { rescueTwice } from '../actions/data-faults/rescue-twice'
import { runDataFault } from '../actions/data-faults/run-data-fault'
import type { Implementer } from './router-context'
import type { Services } from './services'

export function createFaultsRouter(os: Implementer, { connections, pool, log, leftOvers }: Services) {
  const procedures = os.faults
  return {
    preview: procedures.preview.handler(({ input: { fault, ...stream } }) => previewDataFault(connections.get(stream.connection), stream, fault)),
    run: procedures.run.handler(({ input: { fault, typedName, ...stream } }) => runDataFault(connections.get(stream.connection), log, stream, fault, typedName)),
    rescueTwice: procedures.rescueTwice.handler(({ input: { first, second, minIdleMs, count, ...group } }) =>
      rescueTwice({ connection: connections.get(group.connection), sink: log, group, first, second, minIdleMs, count, onClaimed: (...claimed) => pool.noteClaimed(...claimed) })
    ),
    leftOvers: procedures.leftOvers.handler(({ input }) => leftOvers.list(input.connection)),
    cleanLeftOvers: procedures.cleanLeftOvers.handler(({ input }) => leftOvers.clean(input.connection, input.keys)),
    keepLeftOvers: procedures.keepLeftOvers.handler(({ input }) => leftOvers.keep(input.connection))
  }
}
