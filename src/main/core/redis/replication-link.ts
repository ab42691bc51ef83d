import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'

/** The wire between a sandbox's primary and its replica: a port of its own in between, so that it can be cut for real. */
export interface ReplicationLink {
  readonly port: number
  isCut(): boolean
  /** Cuts what is open and lets nothing new through. What was on its way is lost. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function openReplicationLink(primaryPort: number): Promise<ReplicationLink> {
  const open = new Set<Socket>()
  let cut = false

  const listener = createServer((replica) => {
    if (cut) return void replica.destroy()
    const primary = createConnection({ host: '127.0.0.1', port: primaryPort })
    const end = (): void => {
      replica.destroy()
      primary.destroy()
    }
    for (const socket of [replica, primary]) {
      open.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    replica.pipe(primary)
    primary.pipe(replica)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port')
  const { port } = address

  function endAll(): void {
    for (const socket of open) socket.destroy()
  }

  return {
    port,
    isCut: () => cut,
    cut() {
      cut = true
      endAll()
    },
    mend() {
      cut = false
    },
    async close() {
      cut = true
      endAll()
      listener.close()
      await once(listener, 'close')
    }
  }
}
