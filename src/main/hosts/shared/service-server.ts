import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { OpenService, ServiceAnswer, ServiceEndpoint, ServiceResult } from '../../core/create-workbench'
import { equalSecrets } from './equal-secrets'
import { listenOnLoopback } from './listen-on-loopback'
import { isOwnHost } from './loopback-hosts'
import { NoAnswerInTime, postJson } from './post-json'
import { readBody } from './read-body'
import { writeLine } from './write-line'

const SERVICE_PATH = '/service'
const MAX_BYTES = 1_024
const CONNECTIONS = 256
const HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store', 'Connection': 'close' }

/** Opens services of comparisons: an HTTP server each, on a free port of 127.0.0.1, with a token of its own that only Sluice is told to use. */
export function createOpenService(createSecret: () => string): OpenService {
  return (answer) => openService(answer, createSecret())
}

function send(response: ServerResponse, { status, body }: ServiceAnswer): void {
  response.writeHead(status, HEADERS)
  response.end(`${body}\n`)
}

async function openService(answer: (body: string) => Promise<ServiceAnswer>, token: string): Promise<ServiceEndpoint> {
  const server = createServer({ requireHostHeader: false, maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 10_000 })
  server.maxConnections = CONNECTIONS
  const { port } = await listenOnLoopback(server, 0)

  /** Told the same for whatever a stranger asks. Pages are refused: they send Origin. */
  function admits({ method, url, headers }: IncomingMessage): boolean {
    return method === 'POST' && headers.origin === undefined && isOwnHost(headers.host ?? '', port) && equalSecrets(url ?? '', `${SERVICE_PATH}/${token}`)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!admits(request)) return send(response, { status: 403, body: 'refused' })
    const read = await readBody(request, MAX_BYTES)
    if (read.kind === 'gone') return
    send(response, read.kind === 'too-large' ? { status: 413, body: 'too large' } : await answer(read.bytes.toString('utf8')))
  }

  server.on('request', (request, response) => {
    // A caller that gave up is its own affair.
    response.on('error', () => response.destroy())
    serve(request, response).catch((error: unknown) => {
      writeLine(`A service failed: ${error instanceof Error ? error.message : 'unknown error'}`)
      response.destroy()
    })
  })

  async function close(): Promise<void> {
    const ended = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await ended
  }

  let closed: Promise<void> | undefined
  const url = `http://127.0.0.1:${port}${SERVICE_PATH}/${token}`
  return {
    url,
    post: (body, timeoutMs) => postJson(url, body, timeoutMs).then(
      ({ status, body: text }): ServiceResult => ({ kind: 'answered', status, body: text.trimEnd() }),
      (error: unknown): ServiceResult => (error instanceof NoAnswerInTime ? { kind: 'timed-out' } : { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) })
    ),
    close: () => (closed ??= close())
  }
}
