import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { onError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import { LIMITS } from '@shared/contract/primitives'
import { SOCKET_PROTOCOL } from '@shared/contract/socket-access'
import { openLinkContext, type LinkContext, type LinkRouter } from '../shared/link-context'
import { reportCallError } from '../shared/report-call-error'
import type { Session } from './access-tokens'
import { createCallChannel } from './call-channel'

/** TRUST W14. */
export interface SocketLimits {
  readonly clients: number
  /** Bytes of one message from a page. A 1 MB value must fit however JSON escapes it, so this is more than W14's 1 MB. */
  readonly messageBytes: number
  /** Bytes that a page may leave unread before its socket is closed. */
  readonly unreadBytes: number
  readonly pingMs: number
}

const USUAL_LIMITS: SocketLimits = { clients: 8, messageBytes: LIMITS.messageBytes, unreadBytes: 16 * 1024 * 1024, pingMs: 15_000 }

/** Close codes of RFC 6455 that this host uses. */
const CLOSE = { goingAway: 1001, policy: 1008, tryAgainLater: 1013 } as const
const CLOSE_GRACE_MS = 2_000

export interface SocketHost {
  /** No further page fits. */
  readonly full: boolean
  /** Turns an admitted upgrade into a link. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, session: Session): void
  /** Closes every socket of a session at once. */
  revoke(session: Session): void
  /** Resolves when every socket is closed. */
  dispose(): Promise<void>
}

export interface SocketHostOptions {
  router: LinkRouter
  /** A page went, or was lost: what it had been granted has to end (TRUST F31). */
  onLeave: () => void
  limits?: Partial<SocketLimits>
}

/** Serves the router over the sockets of admitted pages, each in bounded memory. */
export function createSocketHost({ router, onLeave, limits }: SocketHostOptions): SocketHost {
  const { clients, messageBytes, unreadBytes, pingMs } = { ...USUAL_LIMITS, ...limits }
  const calls = new RPCHandler<LinkContext>(router, { interceptors: [onError(reportCallError)] })
  // The admission saw that the page offered our protocol's token; the token itself must not be echoed back.
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: messageBytes, handleProtocols: (offered) => offered.has(SOCKET_PROTOCOL) && SOCKET_PROTOCOL })
  const links = new Map<WebSocket, { session: Session; answered: boolean }>()

  function open(socket: WebSocket, session: Session): void {
    const link = { session, answered: true }
    const { context, end } = openLinkContext()
    links.set(socket, link)
    socket.on('pong', () => {
      link.answered = true
    })
    socket.on('close', () => {
      links.delete(socket)
      end()
      onLeave()
    })
    // ws has closed it with the fitting code already: too large, not UTF-8, reset.
    socket.on('error', () => socket.terminate())
    const channel = createCallChannel(socket, {
      unreadBytes,
      onOverflow: () => closeSoon(socket, CLOSE.tryAgainLater, 'The page reads too slowly.'),
      onNonsense: () => closeSoon(socket, CLOSE.policy, 'Not a message of Sluice.')
    })
    void calls.upgrade(channel, { context })
  }

  const heartbeat = setInterval(() => {
    for (const [socket, link] of links) {
      if (!link.answered) socket.terminate()
      link.answered = false
      if (socket.readyState === socket.OPEN) socket.ping()
    }
  }, pingMs)

  return {
    get full() {
      return links.size >= clients
    },
    accept(request, socket, head, session) {
      server.handleUpgrade(request, socket, head, (upgraded) => open(upgraded, session))
    },
    revoke(session) {
      for (const [socket, link] of links) if (link.session === session) closeSoon(socket, CLOSE.policy, 'The session ended.')
    },
    async dispose() {
      clearInterval(heartbeat)
      await Promise.all([...links.keys()].map((socket) => new Promise<void>((resolve) => {
        socket.once('close', () => resolve())
        closeSoon(socket, CLOSE.goingAway, 'Sluice is closing.', 500)
      })))
      server.close()
    }
  }
}

/** Says why, and does not wait for an answer for long: what is unread would be kept until then. */
function closeSoon(socket: WebSocket, code: number, reason: string, graceMs = CLOSE_GRACE_MS): void {
  if (socket.readyState === socket.OPEN) socket.close(code, reason)
  const timer = setTimeout(() => socket.terminate(), graceMs)
  socket.once('close', () => clearTimeout(timer))
}
