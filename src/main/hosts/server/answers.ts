import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { securityHeaders } from '../shared/security-headers'

/** What goes back to an ordinary request. */
export interface Answer {
  readonly status: number
  readonly body?: string | Buffer
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

const HTML = 'text/html; charset=utf-8'
const TEXT = 'text/plain; charset=utf-8'

export const htmlAnswer = (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, body, type: HTML, headers })

/** Tells the status in words and nothing else: no path, no reason that helps to guess. */
export const statusAnswer = (status: number): Answer => ({ status, body: `${STATUS_CODES[status] ?? status}\n`, type: TEXT })

/** Sends an answer with all security headers (TRUST W15). A request body is never read, so the connection ends with it. */
export function sendAnswer(response: ServerResponse, answer: Answer, sockets: readonly string[]): void {
  const body = Buffer.from(answer.body ?? '')
  const unread = response.req.method === 'GET' || response.req.method === 'HEAD' ? {} : { Connection: 'close' }
  response.writeHead(answer.status, {
    ...securityHeaders(sockets),
    ...(answer.type !== undefined && { 'Content-Type': answer.type }),
    'Content-Length': body.byteLength,
    ...unread,
    ...answer.headers
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** The same for a socket that HTTP has let go of: a refused upgrade or an unreadable request. */
export function sendRawAnswer(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const headers = Object.entries({ ...securityHeaders([]), 'Content-Length': '0', Connection: 'close' })
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', '']
  socket.end(lines.join('\r\n'), () => socket.destroy())
}
