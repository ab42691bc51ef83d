import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'

/** What happens to the bytes between a client and the server. */
export type ProxyFault =
  | { kind: 'none' }
  /** Replies are held back so long. Milliseconds. */
  | { kind: 'slow'; ms: number }
  /** Nothing passes any more in either direction, and no one is told: a cable pulled. */
  | { kind: 'black-hole' }
  /** So many bytes of reply still pass, then both sides are cut. */
  | { kind: 'cut'; afterBytes: number }

/** A TCP proxy in front of a real server, to make the network fail. */
export interface FaultProxy {
  port: number
  become(fault: ProxyFault): void
  /** Cuts every connection there is now; what was held back of its replies is lost. New ones are taken. */
  cutAll(): void
  /** Connections taken so far. */
  connections(): number
  bytesToServer(): number
  close(): Promise<void>
}

export async function startFaultProxy(serverPort: number): Promise<FaultProxy> {
  let fault: ProxyFault = { kind: 'none' }
  let connections = 0
  let bytesToServer = 0
  const open = new Set<Socket>()

  function pass(data: Buffer, to: Socket, cut: () => void): void {
    if (fault.kind === 'black-hole') return
    if (fault.kind === 'slow') {
      setTimeout(() => { if (!to.destroyed) to.write(data) }, fault.ms)
      return
    }
    if (fault.kind === 'cut') {
      const rest = data.subarray(0, fault.afterBytes)
      fault = { kind: 'cut', afterBytes: fault.afterBytes - rest.length }
      if (rest.length > 0) to.write(rest)
      if (fault.afterBytes === 0) cut()
      return
    }
    to.write(data)
  }

  const listener = createServer((client) => {
    connections += 1
    const server = createConnection({ host: '127.0.0.1', port: serverPort })
    const cut = (): void => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        open.delete(socket)
        if (fault.kind !== 'black-hole') cut()
      })
    }
    client.on('data', (data) => {
      bytesToServer += data.length
      if (fault.kind !== 'black-hole') server.write(data)
    })
    server.on('data', (data) => pass(data, client, cut))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo

  return {
    port,
    become(next) {
      fault = next
    },
    cutAll() {
      for (const socket of open) socket.destroy()
    },
    connections: () => connections,
    bytesToServer: () => bytesToServer,
    async close() {
      for (const socket of open) socket.destroy()
      listener.close()
      await once(listener, 'close')
    }
  }
}
