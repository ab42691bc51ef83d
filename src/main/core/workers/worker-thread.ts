import { parentPort, workerData } from 'node:worker_threads'
import { threadClock } from '../thread-clock'
import { runThread } from './run-thread'
import { createSimulatedEffect } from './simulated-effect'
import type { ThreadStart } from './thread-protocol'

if (parentPort === null) throw new Error('This file runs as a worker thread only.')
// Given by startThread in the host: workerData has no type of its own.
void runThread({ start: workerData as ThreadStart, port: parentPort, clock: threadClock, createEffect: createSimulatedEffect })
