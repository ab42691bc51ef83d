import type { EntryId } from '@shared/redis/entry-id'

/** What a sender is told: an HTTP status and a JSON body. */
export interface IntakeAnswer {
  status: number
  body: { status: 'accepted'; id: EntryId } | { status: 'duplicate' } | { status: 'refused' | 'unknown'; error: string }
}

/** What the host's endpoint does with a request. */
export interface IntakeRequests {
  /** A longer body is refused with 413, and is not kept. */
  maxBytes: number
  /** The body of a request that was admitted. Never rejects. */
  take: (body: Uint8Array) => Promise<IntakeAnswer>
  /** A request was answered without being taken. */
  refused: (answer: IntakeAnswer) => void
}

/** An open endpoint on 127.0.0.1, with a port and a token of its own. Whoever opens it closes it. */
export interface IntakeListener {
  /** With the token. */
  url: string
  /** Posts over HTTP to the URL, as any sender does. Rejects when no answer comes. */
  post(body: string): Promise<{ status: number; body: string }>
  /** Takes nothing new, and waits a moment for what is being answered. Idempotent. */
  close(): Promise<void>
}

/** The core knows no HTTP: a host opens the endpoint and brings what arrives there. */
export type OpenIntake = (requests: IntakeRequests) => Promise<IntakeListener>
