/** What a service answers: an HTTP status and a line of text. */
export interface ServiceAnswer {
  status: number
  body: string
}

export type ServiceResult = ({ kind: 'answered' } & ServiceAnswer) | { kind: 'timed-out' } | { kind: 'unreachable'; message: string }

/** A real HTTP service on 127.0.0.1, with a port and a token of its own. Whoever opens it closes it. */
export interface ServiceEndpoint {
  /** With the token. */
  url: string
  /** Posts to it over HTTP and waits so long, in milliseconds. Never rejects. */
  post(body: string, timeoutMs: number): Promise<ServiceResult>
  /** At once: who waits for an answer loses its connection, as with a service that dies. Idempotent. */
  close(): Promise<void>
}

/** The core knows no HTTP: a host opens the service and brings what is posted to it. `answer` never rejects. */
export type OpenService = (answer: (body: string) => Promise<ServiceAnswer>) => Promise<ServiceEndpoint>
