import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { Fault } from '../fault'
import { createLedgerClient, type LedgerClient } from './ledger-client'
import type { LedgerQuery, LedgerResults } from './ledger-protocol'

/**
 * The database of effects that labs work against: SQLite in a thread of its own, as a database server is a process of
 * its own. Consumers talk to it through ports; one that is crashed loses its port and nothing that it had committed.
 */
export interface LedgerServer {
  /** A port for one consumer's thread, to be transferred to it. */
  connect(): MessagePort
  /** As connect, for a port whose other end somebody has already. */
  serve(port: MessagePort): void
  /** The database, for whoever wants to look into it with another program. */
  readonly file: string
  query<Q extends LedgerQuery>(query: Q): Promise<LedgerResults[Q['kind']]>
  /** Ends the thread and removes the file. Idempotent. */
  dispose(): Promise<void>
}

export interface LedgerServerOptions {
  /** The built entry of the ledger's thread. */
  threadFile: string
}

export async function startLedger({ threadFile }: LedgerServerOptions): Promise<LedgerServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-ledger-'))
  const file = join(folder, 'ledger.sqlite')
  const thread = new Worker(threadFile, { workerData: { file }, execArgv: [] })
  let ended = false
  thread.once('exit', () => {
    ended = true
  })
  try {
    await once(thread, 'message')
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new Fault('not-possible-now', `The ledger of effects did not start: ${error instanceof Error ? error.message : String(error)}.`, 'Start the lab again, or one without effects.')
  }

  function serve(port: MessagePort): void {
    if (ended) port.close()
    else thread.postMessage({ kind: 'serve', port }, [port])
  }

  function connect(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    serve(port1)
    return port2
  }

  const own: LedgerClient = createLedgerClient(connect())
  let disposing: Promise<void> | undefined
  async function dispose(): Promise<void> {
    own.close()
    if (!ended) {
      const exited = once(thread, 'exit')
      thread.postMessage({ kind: 'end' })
      await exited
    }
    await rm(folder, { recursive: true, force: true })
  }

  return { file, connect, serve, query: (query) => own.query(query), dispose: () => (disposing ??= dispose()) }
}
