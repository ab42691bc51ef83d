import { createORPCClient, ORPCError } from '@orpc/client'
import type { FaultData } from '@shared/contract/fault'
import type { Client, HostLink } from './client'

export interface StableClient {
  /** Stays the same object across reconnects. */
  readonly client: Client
  /** Calls go over this link from now on; undefined makes them fail at once. */
  readonly setLink: (link: HostLink | undefined) => void
}

const NO_LINK: FaultData = {
  code: 'not-connected',
  message: 'The link to the Sluice host is down, so nothing was sent.',
  next: 'Wait until it is back, then try again.'
}

const LINK_LOST: FaultData = {
  code: 'outcome-unknown',
  message: 'The link to the Sluice host broke before the answer came. Whether this was carried out is not known.',
  next: 'Check the outcome when the link is back, before trying again.'
}

const toError = (fault: FaultData): Error => new ORPCError('FAULT', { status: 422, message: fault.message, data: fault })

/** A client whose calls go over whichever link there is. Calls are never queued or sent twice (TRUST C1, C2 hold for the page too). */
export function createStableClient(): StableClient {
  let current: { link: HostLink; ended: boolean } | undefined

  async function call(path: readonly string[], input: unknown, options: { signal?: AbortSignal }): Promise<unknown> {
    const used = current
    if (used === undefined || used.ended) throw toError(NO_LINK)
    try {
      return await procedureAt(used.link.client, path)(input, options)
    } catch (error) {
      const answered = error instanceof ORPCError
      if (answered || options.signal?.aborted === true || !used.ended) throw error
      throw toError(LINK_LOST)
    }
  }

  return {
    client: createORPCClient<Client>({ call }),
    setLink(link) {
      if (current !== undefined) current.ended = true
      if (link === undefined) {
        current = undefined
        return
      }
      const entry = { link, ended: false }
      current = entry
      link.onClosed(() => {
        entry.ended = true
      })
    }
  }
}

type Procedure = (input: unknown, options: { signal?: AbortSignal }) => Promise<unknown>

function procedureAt(client: Client, path: readonly string[]): Procedure {
  let at: unknown = client
  for (const name of path) at = (at as Readonly<Record<string, unknown>>)[name]
  // oRPC's client is a proxy that answers every path with a function; `path` came from the same contract.
  return at as Procedure
}
