import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { LIMITS } from '@shared/contract/primitives'
import type { FaultData } from '@shared/contract/fault'
import type { Client, HostLink } from './client'
import { createLinkEnd } from './link-end'

const TOO_LARGE: FaultData = {
  code: 'too-large',
  message: `This is more than ${LIMITS.messageBytes / 1024 / 1024} MB in one call, which the web page cannot send.`,
  next: 'Send less at once, or use the desktop app or redis-cli.'
}

/**
 * Resolves when the socket is open, as a link over it. Rejects when it closed before, without a reason: browsers do not
 * tell a page why.
 */
export async function createSocketLink(socket: WebSocket): Promise<HostLink> {
  socket.binaryType = 'arraybuffer'
  await untilOpen(socket)
  const end = createLinkEnd()
  socket.addEventListener('close', end.end, { once: true })
  const client = createORPCClient<Client>(new RPCLink({
    websocket: {
      get readyState() {
        return socket.readyState
      },
      addEventListener: socket.addEventListener.bind(socket),
      removeEventListener: socket.removeEventListener.bind(socket),
      send(data: string) {
        if (isTooLarge(data)) throw new ORPCError('FAULT', { status: 422, message: TOO_LARGE.message, data: TOO_LARGE })
        socket.send(data)
      }
    }
  }))
  return {
    client,
    onClosed: end.onEnd,
    close() {
      socket.close()
      end.end()
    }
  }
}

function untilOpen(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('close', () => reject(new Error('The socket to the host closed before it was open.')), { once: true })
  })
}

/** The host closes a socket that sends more, so it must not go out (TRUST W14). */
function isTooLarge(data: string): boolean {
  // UTF-8 takes at most three bytes for one UTF-16 unit, so short texts need no counting.
  return data.length * 3 > LIMITS.messageBytes && new TextEncoder().encode(data).byteLength > LIMITS.messageBytes
}
