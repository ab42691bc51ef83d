import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A server that notes what comes, and can be told to say something. For tests. */
export interface ByteServer {
  address: { kind: 'tcp'; host: string; port: number }
  /** Everything received so far on the last connection. */
  received(): Buffer
  receivedBytes(): number
  /** The sockets that are open, oldest first. */
  open(): Socket[]
  close(): Promise<void>
}

export async function startByteServer(): Promise<ByteServer> {
  const sockets = new Set<Socket>()
  let chunks: Buffer[] = []
  const listener = createServer((socket) => {
    chunks = []
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('data', (data) => chunks.push(data))
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  return {
    address: { kind: 'tcp', host: '127.0.0.1', port },
    received: () => Buffer.concat(chunks),
    receivedBytes: () => chunks.reduce((sum, { length }) => sum + length, 0),
    open: () => [...sockets],
    async close() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    }
  }
}

/** A client that notes what comes and how it ended. For tests. */
export interface ByteClient {
  socket: Socket
  received(): Buffer
  receivedBytes(): number
  /** Of a cut a side hears as of a reset when it had something to say, else as of an end. */
  ended(): 'no' | 'in order' | 'reset'
}

export async function openByteClient(address: { kind: 'tcp'; host: string; port: number } | { kind: 'unix'; path: string }): Promise<ByteClient> {
  const socket = connect(address.kind === 'tcp' ? { host: address.host, port: address.port, noDelay: true } : { path: address.path })
  const chunks: Buffer[] = []
  let ended: 'no' | 'in order' | 'reset' = 'no'
  socket.on('data', (data) => chunks.push(data))
  socket.on('error', () => (ended = 'reset'))
  socket.on('close', () => {
    if (ended === 'no') ended = 'in order'
  })
  await once(socket, 'connect')
  return { socket, received: () => Buffer.concat(chunks), receivedBytes: () => chunks.reduce((sum, { length }) => sum + length, 0), ended: () => ended }
}
