import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { IntakeAnswer, IntakeListener, IntakeRequests, OpenIntake } from '../../core/create-workbench'
import { admitDelivery, INTAKE_PATH, refuseDelivery, tooLarge } from './admit-delivery'
import { listenOnLoopback } from './listen-on-loopback'
import { postJson } from './post-json'
import { readBody } from './read-body'
import { toRequestView } from './request-view'
import { writeLine } from './write-line'

/** I5. Milliseconds, but for the connections. */
export interface IntakeLimits {
  readonly connections: number
  readonly headersMs: number
  /** From the first byte of a request to the last of its body. */
  readonly requestMs: number
  readonly idleMs: number
}

const USUAL_LIMITS: IntakeLimits = { connections: 64, headersMs: 5_000, requestMs: 10_000, idleMs: 5_000 }
const HEADER_BYTES = 8_192
/** How soon a limit of time is noticed. */
const CHECK_MS = 500
/** For what is being answered when the endpoint closes. */
const CLOSE_GRACE_MS = 2_000
/** Longer than lock, XADD and unlock may take together. */
const POST_MS = 20_000

const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' }

/** Opens intakes: an HTTP server each, on a free port of 127.0.0.1, with a token of its own. `createSecret`: 256 random bits as URL-safe text. */
export function createOpenIntake(createSecret: () => string, limits: Partial<IntakeLimits> = {}): OpenIntake {
  return (requests) => openIntake(requests, createSecret(), { ...USUAL_LIMITS, ...limits })
}

async function openIntake({ maxBytes, take, refused }: IntakeRequests, token: string, limits: IntakeLimits): Promise<IntakeListener> {
  const server = createServer({
    // Answered in our words.
    requireHostHeader: false,
    maxHeaderSize: HEADER_BYTES, headersTimeout: limits.headersMs, requestTimeout: limits.requestMs, keepAliveTimeout: limits.idleMs, connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersMs)
  })
  server.maxConnections = limits.connections
  const { port } = await listenOnLoopback(server, 0)
  let closed: Promise<unknown> | undefined

  function send(response: ServerResponse, { status, body }: IntakeAnswer, unread: boolean): void {
    const text = Buffer.from(`${JSON.stringify(body)}\n`)
    // What was not read of a body must not be taken for the next request.
    const end = unread || closed !== undefined ? { Connection: 'close' } : {}
    response.writeHead(status, { ...HEADERS, ...end, ...(status === 405 && { Allow: 'POST' }), 'Content-Length': text.byteLength })
    response.end(response.req.method === 'HEAD' ? undefined : text)
  }

  function refuse(response: ServerResponse, answer: IntakeAnswer): void {
    refused(answer)
    send(response, answer, true)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const problem = admitDelivery(toRequestView(request, 'request'), { port, token, maxBytes })
    if (problem !== undefined) return refuse(response, problem)
    const read = await readBody(request, maxBytes)
    // Nobody is there to be told, and nothing was added.
    if (read.kind === 'gone') return refused(refuseDelivery(400, 'The sender left before its body was complete.'))
    if (read.kind === 'too-large') return refuse(response, tooLarge(maxBytes))
    send(response, await take(read.bytes), false)
  }

  server.on('request', (request, response) => {
    // A sender that leaves while it is answered is its own affair.
    response.on('error', () => response.destroy())
    serve(request, response).catch((error: unknown) => {
      writeLine(`An intake failed: ${error instanceof Error ? error.message : 'unknown error'}`)
      response.destroy()
    })
  })

  async function close(): Promise<void> {
    const ended = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    await ended
    clearTimeout(timer)
  }

  const url = `http://127.0.0.1:${port}${INTAKE_PATH}/${token}`
  return {
    url,
    post: (body) => postJson(url, body, POST_MS),
    async close() {
      await (closed ??= close())
    }
  }
}
