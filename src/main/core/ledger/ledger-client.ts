import type { MessagePort } from 'node:worker_threads'
import type { FromLedger, LedgerAnswer, LedgerQuery, LedgerRequest, LedgerResults, ToLedger } from './ledger-protocol'

/** The ledger is gone, or refused: what was asked may have been carried out or not. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
}

/** The ledger as seen through one port. Requests of one call are one transaction. Rejects with LedgerError. */
export interface LedgerClient {
  carryOut(requests: LedgerRequest[]): Promise<LedgerAnswer[]>
  query<Q extends LedgerQuery>(query: Q): Promise<LedgerResults[Q['kind']]>
  close(): void
}

export function createLedgerClient(port: MessagePort): LedgerClient {
  const waiting = new Map<number, { resolve: (message: FromLedger) => void; reject: (error: LedgerError) => void }>()
  let calls = 0
  let closed = false

  port.on('message', (message: FromLedger) => {
    const call = waiting.get(message.call)
    waiting.delete(message.call)
    if ('failure' in message) call?.reject(new LedgerError(message.failure))
    else call?.resolve(message)
  })
  port.on('close', () => {
    closed = true
    for (const { reject } of waiting.values()) reject(new LedgerError('The ledger has ended.'))
    waiting.clear()
  })

  function call(what: { requests: LedgerRequest[] } | { query: LedgerQuery }): Promise<FromLedger> {
    if (closed) return Promise.reject(new LedgerError('The ledger has ended.'))
    calls += 1
    const message: ToLedger = { call: calls, ...what }
    return new Promise((resolve, reject) => {
      waiting.set(message.call, { resolve, reject })
      port.postMessage(message)
    })
  }

  return {
    async carryOut(requests) {
      const message = await call({ requests })
      return 'answers' in message ? message.answers : []
    },
    async query<Q extends LedgerQuery>(query: Q) {
      const message = await call({ query })
      // The thread answers each query with the result of its kind: both sides are built together.
      return ('result' in message ? message.result : undefined) as LedgerResults[Q['kind']]
    },
    close: () => port.close()
  }
}
