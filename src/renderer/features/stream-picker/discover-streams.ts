import type { Count } from '@shared/redis/count'
import type { ByteText } from '@shared/redis/byte-text'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { Client } from '../../transport/client'

export interface FoundStream {
  key: ByteText
  /** Unknown when the server did not answer for it. */
  length?: Count | undefined
}

export interface Discovery {
  found: readonly FoundStream[]
  /** Where SCAN goes on; `0` when it has been through the whole keyspace, undefined before the first step. */
  cursor: string | undefined
  /** SCAN steps so far. */
  steps: number
}

export const NOT_DISCOVERED: Discovery = { found: [], cursor: undefined, steps: 0 }

/** One press of "scan" ends after so many steps or finds, whichever comes first: a keyspace can be without end. */
const STEPS_PER_PRESS = 20
const FINDS_PER_PRESS = 50

/** Quotes what SCAN MATCH would read as a pattern. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\^]/g, '\\$&')
}

/** Goes on from `before` and reports after each step. SCAN may name a key twice; it is listed once. Throws what the host throws. */
export async function discoverStreams(host: Client, connection: ConnectionId, filter: string, before: Discovery, onStep: (discovery: Discovery) => void, signal: AbortSignal): Promise<void> {
  const match = filter === '' ? '*' : `*${escapeGlob(filter)}*`
  let discovery = before
  const goal = before.found.length + FINDS_PER_PRESS
  for (let step = 0; step < STEPS_PER_PRESS && discovery.found.length < goal; step++) {
    const { found, cursor } = await host.streams.discover({ connection, match, cursor: discovery.cursor ?? '0' }, { signal })
    if (signal.aborted) return
    const known = new Set(discovery.found.map((stream) => stream.key))
    const fresh = found.filter((stream) => !known.has(stream.key) && known.add(stream.key))
    discovery = { found: [...discovery.found, ...fresh], cursor, steps: discovery.steps + 1 }
    onStep(discovery)
    if (cursor === '0') return
  }
}
