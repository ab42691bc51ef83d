import { randomUUID } from 'node:crypto'
import type { RPCHandler } from '@orpc/server/message-port'

/** What every call is told of the link that it came over. */
export interface LinkContext extends Record<PropertyKey, unknown> {
  /** `id` is new with each link, so that what was allowed ends with it. `signal` aborts when the link ends. */
  readonly session: { readonly id: string; readonly signal: AbortSignal }
}

/** A router that can be served over a link. */
export type LinkRouter = ConstructorParameters<typeof RPCHandler<LinkContext>>[0]

/** A context for one new link, and the function that ends it. */
export function openLinkContext(): { context: LinkContext; end: () => void } {
  const ending = new AbortController()
  return { context: { session: { id: randomUUID(), signal: ending.signal } }, end: () => ending.abort() }
}
