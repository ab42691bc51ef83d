import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { Database } from 'node-sqlite3-wasm'
import { threadClock } from '../thread-clock'
import type { FromLedger, ToLedger } from './ledger-protocol'
import { openLedger } from './open-ledger'

if (parentPort === null) throw new Error('This file runs as a worker thread only.')
const host = parentPort
// Given by startLedger in the host: workerData has no type of its own.
const ledger = openLedger(new Database((workerData as { file: string }).file), threadClock)

function serve(port: MessagePort): void {
  port.on('message', (message: ToLedger) => {
    let reply: FromLedger
    try {
      reply = 'requests' in message ? { call: message.call, answers: ledger.carryOut(message.requests) } : { call: message.call, result: ledger.query(message.query) }
    } catch (error) {
      reply = { call: message.call, failure: error instanceof Error ? error.message : String(error) }
    }
    port.postMessage(reply)
  })
}

host.on('message', (message: { kind: 'serve'; port: MessagePort } | { kind: 'end' }) => {
  if (message.kind === 'serve') return serve(message.port)
  ledger.close()
  process.exit(0)
})
host.postMessage({ kind: 'ready' })
