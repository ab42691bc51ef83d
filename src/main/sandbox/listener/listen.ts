import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Engine } from '../engine/engine'
import { serveConnection } from './serve-connection'

/** Names of this machine: nothing else can be listened on. */
export const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'] as const

/** Where a server listens: on this machine, and nowhere else. */
export type ListenAt = { kind: 'tcp'; port: number; host?: (typeof LOOPBACK_HOSTS)[number] } | { kind: 'unix'; path: string }

export interface Listening {
  /** The port that it got, 0 for a unix socket. */
  port: number
  /** Ends every connection without a word, and takes no more. Idempotent. */
  close(): Promise<void>
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

async function listenOn(server: Server, at: ListenAt): Promise<void> {
  const failed = once(server, 'error').then(([error]: unknown[]) => {
    throw error
  })
  server.listen(at.kind === 'tcp' ? { host: at.host ?? '127.0.0.1', port: at.port, backlog: 1024 } : { path: at.path, backlog: 1024 })
  try {
    await Promise.race([once(server, 'listening'), failed])
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') throw new PortTakenError(at.kind === 'tcp' ? `port ${at.port} is taken` : `${at.path} is taken`)
    throw error
  }
}

/** Takes connections for the engine. Rejects with PortTakenError when somebody else has the port. */
export async function listen(engine: Engine, at: ListenAt): Promise<Listening> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (engine.clients.size >= engine.config.maxClients) {
      engine.statistics.rejectedConnections += 1
      socket.on('error', () => socket.destroy())
      socket.end('-ERR max number of clients reached\r\n')
      return
    }
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(engine, socket, at.kind === 'unix' ? at.path : '')
  })
  await listenOn(server, at)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  engine.port = port
  let closing: Promise<void> | undefined
  return {
    port,
    close: () => (closing ??= (async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    })())
  }
}
