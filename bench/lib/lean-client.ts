import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Requests as bytes that were made before, replies only counted: a client that is never what is measured. */
export interface LeanClient {
  /** Sends `request`, which asks for `replies` replies, and resolves with all that came back for it. */
  send(request: Buffer, replies: number): Promise<Buffer>
  close(): void
}

export function encode(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((argument) => `$${Buffer.byteLength(argument)}\r\n${argument}\r\n`).join('')}`
}

/** The end of one reply in `bytes`, -1 when it is not all there. */
function skipReply(bytes: Buffer, at: number): number {
  const lineEnd = bytes.indexOf('\r\n', at)
  if (lineEnd === -1) return -1
  const kind = String.fromCharCode(bytes[at] ?? 0)
  const after = lineEnd + 2
  if (kind !== '$' && kind !== '*') return after
  const length = Number(bytes.toString('latin1', at + 1, lineEnd))
  if (length < 0) return after
  if (kind === '$') return bytes.length < after + length + 2 ? -1 : after + length + 2
  let next = after
  for (let left = length; left > 0 && next !== -1; left--) next = skipReply(bytes, next)
  return next
}

export async function openLeanClient(port: number): Promise<LeanClient> {
  const socket: Socket = connect({ host: '127.0.0.1', port })
  socket.setNoDelay(true)
  await once(socket, 'connect')
  /** What came for the request that is under way, and how far it has been looked through. */
  let bytes: Buffer = Buffer.alloc(0)
  let seen = 0
  let left = 0
  let done: ((reply: Buffer) => void) | undefined
  socket.on('data', (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    while (left > 0) {
      const end = skipReply(bytes, seen)
      if (end === -1) return
      seen = end
      left -= 1
    }
    const reply = bytes
    bytes = Buffer.alloc(0)
    seen = 0
    done?.(reply)
  })
  return {
    send(request, replies) {
      left = replies
      socket.write(request)
      return new Promise((resolve) => {
        done = resolve
      })
    },
    close: () => socket.destroy()
  }
}
