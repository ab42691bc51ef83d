import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { PortTakenError, type ListenAt } from './listener/listen'
import type { SandboxOptions } from './start-engine'
import type { FromSandboxThread, SandboxThreadStart, ToSandboxThread } from './thread-protocol'

export { PortTakenError } from './listener/listen'

export interface BuiltInServer {
  port: number
  /** Ends its thread where it stands: nothing more of it runs, its sockets close. */
  kill(): Promise<void>
  /** Ends it in order. Idempotent. */
  close(): Promise<void>
}

export interface BuiltInServerOptions extends SandboxOptions {
  /** The built entry of its thread. */
  threadFile: string
  at: ListenAt
  /** It ended, and nobody here had asked for it. */
  onEnd?: () => void
}

/** Starts the streams server in a thread of its own. Rejects with PortTakenError when somebody else has the port. */
export async function startBuiltInServer({ threadFile, onEnd, ...start }: BuiltInServerOptions): Promise<BuiltInServer> {
  const workerData: SandboxThreadStart = start
  const thread = new Worker(threadFile, { workerData, execArgv: [] })
  let ended = false
  let ready = false
  let asked = false
  const exited = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      ended = true
      if (ready && !asked) onEnd?.()
      resolve()
    })
  })
  const first = once(thread, 'message') as Promise<[FromSandboxThread]>
  const [message] = await Promise.race([first, exited.then(() => Promise.reject(new Error('its thread ended before it was ready')))])
  if (message.kind === 'failed') {
    await exited
    throw message.taken ? new PortTakenError(message.message) : new Error(message.message)
  }
  ready = true
  // A fault in the thread ends it, which is told by its exit; unheard it would end the host.
  thread.on('error', () => undefined)
  return {
    port: message.port,
    async kill() {
      asked = true
      await thread.terminate()
    },
    async close() {
      asked = true
      const end: ToSandboxThread = { kind: 'close' }
      if (!ended) thread.postMessage(end)
      await exited
    }
  }
}
