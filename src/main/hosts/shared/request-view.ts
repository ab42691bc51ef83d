import type { IncomingMessage } from 'node:http'

/** A request as whoever admits it sees it: exactly what came over the wire, nothing merged or decoded. */
export interface RequestView {
  readonly kind: 'request' | 'upgrade'
  readonly method: string
  /** The request target as sent, query included. */
  readonly target: string
  /** Header lines in order, names in lower case. Lines that repeat are all here. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Address of the other end. */
  readonly peer: string | undefined
}

export function toRequestView(request: IncomingMessage, kind: RequestView['kind']): RequestView {
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    headers.push([(request.rawHeaders[at] ?? '').toLowerCase(), request.rawHeaders[at + 1] ?? ''])
  }
  return { kind, method: request.method ?? '', target: request.url ?? '', headers, peer: request.socket.remoteAddress }
}
