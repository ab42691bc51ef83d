import type { ListenAt } from './listener/listen'
import type { SandboxOptions } from './start-engine'

/** What a server's thread is started with. It never leaves the process. */
export type SandboxThreadStart = SandboxOptions & { at: ListenAt }

export type ToSandboxThread = { kind: 'close' }
export type FromSandboxThread = { kind: 'ready'; port: number } | { kind: 'failed'; taken: boolean; message: string }
