import type { AbortSignalLike } from '@shared/lib/clock'
import { ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import type { ByteText } from '@shared/redis/byte-text'
import { createGroupCommands, parseReceived, type ReceivedEntry } from '../workers/read-group'
import type { WorkerSocket } from '../workers/worker-socket'

export interface ServeGroupOptions {
  key: ByteText
  group: ByteText
  consumer: ByteText
  /** At most per read. */
  count: number
  /** `false`: it stays pending, and is read again at the next turn. Sees nothing of entries that are gone. */
  work: (entry: ReceivedEntry) => Promise<boolean> | boolean
  acked: (removed: number) => void
}

const BLOCK_MS = 1_000
const BLOCK_GRACE_MS = 2_000
const TIMEOUT_MS = 5_000

/**
 * A consumer on a socket of its own: own pending entries first, then new ones, XACK after the work. It reads in the host,
 * because its other end is there too; apart from that it does what a worker's loop does.
 */
export async function serveGroup(socket: WorkerSocket, leaving: AbortSignalLike, options: ServeGroupOptions): Promise<void> {
  const commands = createGroupCommands(options.key, options.group, options.consumer)
  let own = true
  while (!leaving.aborted) {
    const cursor: '>' | EntryId = own ? ZERO_ID : '>'
    const entries = parseReceived(await socket.send(commands.read(cursor, options.count, BLOCK_MS), BLOCK_MS + BLOCK_GRACE_MS), own)
    const done: EntryId[] = []
    for (const entry of entries) {
      if (leaving.aborted) break
      if (entry.gone || await options.work(entry)) done.push(entry.id)
      else break
    }
    if (done.length > 0 && !leaving.aborted) options.acked(Number(await socket.send(commands.acknowledge(done), TIMEOUT_MS)))
    // What was left behind, here or before a loss, comes first.
    own = entries.length > 0 && (own || done.length < entries.length)
  }
}
