import { once } from 'node:events'
import type { Server } from 'node:http'

/** The port is held by another program. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
  constructor(readonly port: number) {
    super(`Port ${port} is in use by another program.`)
  }
}

/**
 * Listens on the literal 127.0.0.1, never on a name or on every interface, and checks what the system really bound
 * (TRUST W1). Rejects with PortTaken rather than taking another port: an old page would find a stranger there (F41).
 */
export async function listenOnLoopback(server: Server, port: number): Promise<{ port: number; address: string }> {
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true })
    await once(server, 'listening')
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? new PortTaken(port) : error
  }
  const bound = server.address()
  if (bound === null || typeof bound === 'string' || bound.address !== '127.0.0.1') {
    server.close()
    throw new Error('The port is not bound to 127.0.0.1.')
  }
  return { port: bound.port, address: bound.address }
}
