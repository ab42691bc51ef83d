import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { createClock } from '@shared/lib/clock'
import { runThread } from './run-thread'
import { createSimulatedEffect } from './simulated-effect'
import type { ThreadStart } from './thread-protocol'

/** A thread's entry makes the real time, as hosts do for theirs. */
const clock = createClock({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  startTimer(done, ms) {
    const timer = setTimeout(done, ms)
    return () => clearTimeout(timer)
  }
})

if (parentPort === null) throw new Error('This file runs as a worker thread only.')
// Given by startThread in the host: workerData has no type of its own.
void runThread({ start: workerData as ThreadStart, port: parentPort, clock, createEffect: createSimulatedEffect })
