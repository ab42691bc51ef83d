import { parentPort, workerData } from 'node:worker_threads'
import { listen, PortTakenError, type Listening } from './listener/listen'
import { startEngine } from './start-engine'
import type { FromSandboxThread, SandboxThreadStart, ToSandboxThread } from './thread-protocol'

if (parentPort === null) throw new Error('This file runs as a worker thread only.')
const host = parentPort
const tell = (message: FromSandboxThread): void => host.postMessage(message)
// Given by startBuiltInServer in the host: workerData has no type of its own.
const { at, ...options } = workerData as SandboxThreadStart
const engine = startEngine(options)

async function run(): Promise<void> {
  try {
    const listening = await listen(engine, at)
    host.on('message', (message: ToSandboxThread) => {
      if (message.kind === 'close') void end(listening)
    })
    tell({ kind: 'ready', port: listening.port })
  } catch (error) {
    tell({ kind: 'failed', taken: error instanceof PortTakenError, message: error instanceof Error ? error.message : String(error) })
    engine.dispose()
    host.close()
  }
}

async function end(listening: Listening): Promise<void> {
  await listening.close()
  engine.dispose()
  host.close()
}

void run()
