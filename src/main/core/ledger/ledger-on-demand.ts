import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { LedgerQuery, LedgerResults } from './ledger-protocol'
import { startLedger, type LedgerServer, type LedgerServerOptions } from './start-ledger'

/** The ledger, started with the first that needs it: most people look at servers and run no lab with effects. */
export interface LedgerOnDemand {
  started(): Promise<LedgerServer>
  /** At once, for threads that start now; what goes into it meanwhile waits for the ledger. */
  connect(): MessagePort
  /** Undefined when there is no ledger, because nothing has had an effect. */
  query<Q extends LedgerQuery>(query: Q): Promise<LedgerResults[Q['kind']] | undefined>
  dispose(): Promise<void>
}

export function createLedgerOnDemand(options: LedgerServerOptions): LedgerOnDemand {
  let server: Promise<LedgerServer> | undefined
  async function start(): Promise<LedgerServer> {
    try {
      return await startLedger(options)
    } catch (error) {
      // The next that needs it tries anew.
      server = undefined
      throw error
    }
  }
  const started = (): Promise<LedgerServer> => (server ??= start())
  return {
    started,
    connect() {
      const { port1, port2 } = new MessageChannel()
      // A port that is closed ends what waits for it, with words.
      started().then((ledger) => ledger.serve(port1), () => port1.close())
      return port2
    },
    query: async (query) => (server === undefined ? undefined : (await server).query(query)),
    async dispose() {
      const current = await server?.catch(() => undefined)
      await current?.dispose()
    }
  }
}
