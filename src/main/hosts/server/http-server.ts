import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '@shared/lib/clock'
import type { Metrics } from '../../core/create-workbench'
import type { LinkRouter } from '../shared/link-context'
import type { StaticFiles } from '../shared/static-files'
import { createAccessTokens } from './access-tokens'
import { admit, cookieName, type Admission, type Gate } from './admit'
import { answerScrape } from './answer-scrape'
import { htmlAnswer, sendAnswer, sendRawAnswer, statusAnswer, type Answer } from './answers'
import { createFailureLimit } from './failure-limit'
import { listenOnLoopback } from '../shared/listen-on-loopback'
import { pageWithToken } from './page-with-token'
import { toRequestView } from '../shared/request-view'
import { SIGN_IN_PAGE, welcomePage } from './sign-in-page'
import { createSocketHost, type SocketLimits } from './socket-host'

export interface HttpServerOptions {
  /** 0 takes any free port. */
  port: number
  files: StaticFiles
  router: LinkRouter
  /** A page went, or was lost: what it had been granted has to end. */
  onLeave: () => void
  clock: Clock
  /** 256 random bits as URL-safe text. */
  createSecret: () => string
  limits?: Partial<SocketLimits>
  /** Without it there are no metrics to read. */
  scrape?: { token: string; metrics: Metrics }
}

export interface WebHost {
  readonly port: number
  /** What it is bound to, as the system says. */
  readonly address: string
  /** A link that opens once, within five minutes. */
  createLink(): string
  /** Closes every socket and stops listening. */
  dispose(): Promise<void>
}

/** The web host: one page, its files and its sockets on 127.0.0.1, for whoever holds a link. Rejects when the port is taken. */
export async function createHttpServer(options: HttpServerOptions): Promise<WebHost> {
  const { files, clock, createSecret } = options
  const access = createAccessTokens({ clock, createSecret })
  const failures = createFailureLimit(clock)
  const sockets = createSocketHost(options)
  const base = `/${createSecret()}/`
  access.onRevoked((session) => sockets.revoke(session))

  // Node would answer a missing Host by itself and without our headers.
  const server = createServer({ requireHostHeader: false, headersTimeout: 10_000, requestTimeout: 30_000 })
  const { port, address } = await listenOnLoopback(server, options.port)

  function judge(request: IncomingMessage, kind: 'request' | 'upgrade'): Admission {
    const gate: Gate = { port, base, limited: failures.reached, scrapeToken: options.scrape?.token, findSession: (cookie) => access.findSession(cookie) }
    const admission = admit(toRequestView(request, kind), gate)
    if (admission.kind === 'refuse' && admission.wrongSecret) failures.note()
    return admission
  }

  function redeem(token: string, followed: boolean): Answer {
    const session = access.redeem(token)
    if (session === undefined) {
      failures.note()
      return htmlAnswer(401, SIGN_IN_PAGE)
    }
    const cookie = { 'Set-Cookie': `${cookieName(port)}=${session.cookie}; Path=${base}; HttpOnly; SameSite=Strict` }
    return followed ? htmlAnswer(200, welcomePage(base), cookie) : { status: 302, headers: { ...cookie, Location: base } }
  }

  function answer(admission: Admission): Answer {
    switch (admission.kind) {
      case 'refuse':
        return admission.status === 401 ? htmlAnswer(401, SIGN_IN_PAGE) : statusAnswer(admission.status)
      case 'sign-in':
        return htmlAnswer(401, SIGN_IN_PAGE)
      case 'redeem':
        return redeem(admission.token, admission.followed)
      case 'page': {
        const index = files.get('index.html')
        return index === undefined ? statusAnswer(404) : htmlAnswer(200, pageWithToken(index.body, admission.session.pageToken))
      }
      case 'file': {
        const file = files.get(admission.path)
        if (file === undefined) return statusAnswer(404)
        return { status: 200, body: file.body, type: file.type, headers: file.immutable ? { 'Cache-Control': 'private, max-age=31536000, immutable' } : {} }
      }
      case 'scrape':
        return options.scrape === undefined ? statusAnswer(404) : answerScrape(options.scrape.metrics, admission.path, admission.query)
      case 'scrape-refused':
        return { ...statusAnswer(401), headers: { 'WWW-Authenticate': 'Bearer' } }
      case 'socket-status':
        return statusAnswer(sockets.full ? 503 : 426)
      case 'socket':
        // Only an upgrade is admitted to a socket.
        return statusAnswer(400)
    }
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const admission = judge(request, 'request')
    // The Host is one of ours by now, or nothing is admitted that could open a socket.
    sendAnswer(response, answer(admission), admission.kind === 'page' ? [`ws://${request.headers.host ?? ''}`] : [])
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const admission = judge(request, 'upgrade')
    if (admission.kind !== 'socket') sendRawAnswer(socket, admission.kind === 'refuse' ? admission.status : 401)
    else if (sockets.full) sendRawAnswer(socket, 503)
    else sockets.accept(request, socket, head, admission.session)
  }

  server.on('request', onRequest)
  server.on('upgrade', onUpgrade)
  server.on('clientError', (_error, socket) => sendRawAnswer(socket, 400))

  return {
    port,
    address,
    createLink: () => `http://127.0.0.1:${port}/?token=${access.issueLinkToken()}`,
    async dispose() {
      const closed = new Promise((resolve) => server.close(resolve))
      await sockets.dispose()
      server.closeAllConnections()
      await closed
    }
  }
}
