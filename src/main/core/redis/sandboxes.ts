import type { SandboxChoice, SandboxServerOffer } from '@shared/contract/connections'
import { assertNever } from '@shared/lib/assert-never'
import type { SandboxKind } from '@shared/model/connection-state'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { Logger } from '../logging/logger'
import { startBuiltInSandbox } from './built-in-sandbox'
import { findRedisServer, NO_PROGRAM } from './find-redis-server'
import { startProgramSandbox } from './program-sandbox'
import type { SandboxServer } from './sandbox-server'

export interface SandboxesOptions {
  /** For a server program: its records and its own folder. */
  folder: string
  /** Where server programs are looked for, as in PATH. */
  path: string
  /** The built entry of the built-in server's thread. */
  threadFile: string
  logger: Logger
  onEnd: (kind: SandboxKind) => void
  /** Makes the connection to a sandbox that was started. */
  connect: (kind: SandboxKind, server: SandboxServer) => ConnectionId
  /** It was to be the server program, and that did not start. */
  onFallback: (why: string) => void
}

/** The sandboxes that are open: at most one on a server program and one built-in, side by side. */
export interface Sandboxes {
  offers(): Promise<SandboxServerOffer[]>
  /** The open one, or a new one. Throws Fault when it cannot be started. */
  open(choice: SandboxChoice): Promise<ConnectionId>
  server(kind: SandboxKind): SandboxServer | undefined
  /** Ends its server. Idempotent. */
  close(kind: SandboxKind): Promise<void>
  /** Resolves when none is on its way up any more. */
  settled(): Promise<void>
}

export function createSandboxes(options: SandboxesOptions): Sandboxes {
  const { path, logger } = options
  const open = new Map<SandboxKind, { opening: Promise<ConnectionId>; server?: SandboxServer }>()

  function launch(kind: SandboxKind): Promise<SandboxServer> {
    const onEnd = (): void => options.onEnd(kind)
    switch (kind) {
      case 'program': return startProgramSandbox({ root: options.folder, path, logger, onEnd })
      case 'built-in': return startBuiltInSandbox({ threadFile: options.threadFile, onEnd })
      default: return assertNever(kind)
    }
  }

  function openOne(kind: SandboxKind): Promise<ConnectionId> {
    const there = open.get(kind)
    if (there !== undefined) return there.opening
    async function start(): Promise<ConnectionId> {
      try {
        const server = await launch(kind)
        open.set(kind, { opening, server })
        return options.connect(kind, server)
      } catch (error) {
        open.delete(kind)
        throw error
      }
    }
    const opening = start()
    open.set(kind, { opening })
    return opening
  }

  /** A program that is there and does not start must not keep a person from a sandbox. */
  async function openEither(): Promise<ConnectionId> {
    const [first] = open.values()
    if (first !== undefined) return first.opening
    if ((await findRedisServer(path)) === undefined) return openOne('built-in')
    try {
      return await openOne('program')
    } catch (error) {
      options.onFallback(error instanceof Error ? error.message : String(error))
      return openOne('built-in')
    }
  }

  let either: Promise<ConnectionId> | undefined
  return {
    async offers() {
      const program = await findRedisServer(path)
      return [{ kind: 'program', ...(program === undefined && { reason: NO_PROGRAM }) }, { kind: 'built-in' }]
    },
    open(choice) {
      if (choice !== 'auto') return openOne(choice)
      // One decision at a time: two clicks at once must not end in two kinds.
      either ??= openEither().finally(() => {
        either = undefined
      })
      return either
    },
    server: (kind) => open.get(kind)?.server,
    async close(kind) {
      const closing = open.get(kind)
      open.delete(kind)
      await closing?.server?.dispose()
    },
    async settled() {
      await Promise.allSettled([either, ...[...open.values()].map(({ opening }) => opening)])
    }
  }
}
