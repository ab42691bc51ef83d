import { appendFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { realClock } from '../../redis/testing/real-clock'
import { runThread } from '../run-thread'
import { createSimulatedEffect } from '../simulated-effect'
import type { ThreadStart } from '../thread-protocol'

if (parentPort === null) throw new Error('This file runs as a worker thread only.')
const start = workerData as ThreadStart
const who = start.role.kind === 'consumer' ? start.role.name : 'producer'
const ledger = process.env['SLUICE_TEST_LEDGER']

// A worker whose effect can be checked afterwards: each entry that it has worked on is a line in a file, written
// before anything else can happen.
void runThread({
  start, port: parentPort, clock: realClock,
  createEffect(clock, random) {
    const simulated = createSimulatedEffect(clock, random)
    return async (id, settings) => {
      const failure = await simulated(id, settings)
      if (failure === undefined && ledger !== undefined) appendFileSync(ledger, `${who} ${id}\n`)
      return failure
    }
  }
})
