import type { StreamId } from './stream-id'
import type { Stream } from './stream'
import type { StreamNode } from './stream-node'

export interface Trim {
  /** How many entries are to stay, or the first id that is to stay. */
  keep: { kind: 'newest'; count: number } | { kind: 'from'; id: StreamId }
  /** `~`: whole nodes only. */
  approximate: boolean
  /** At most so many entries go; 0 for any number. */
  limit: number
}

/**
 * Takes entries away at the beginning; gives their number. Whole nodes go as long as all of their entries may: that costs
 * nothing. Then, unless the trim is approximate, single entries of one more node are marked.
 *
 * `maxDeletedId` stays: only XDEL leaves holes, as trimming always begins at the beginning.
 */
export function trimStream(stream: Stream, { keep, approximate, limit }: Trim): number {
  const { log } = stream
  let removed = 0
  for (let node = log.firstNode; node !== undefined; node = log.firstNode) {
    if (keep.kind === 'newest' && log.length <= keep.count) break
    // Redis stops before the node with which it would pass the limit, even if fewer would have to go.
    if (limit > 0 && removed + node.live > limit) break
    const whole = keep.kind === 'newest' ? log.length - node.live >= keep.count : lastIdOf(node) < keep.id
    if (whole) {
      removed += node.live
      log.removeNode(node)
      continue
    }
    if (!approximate) removed += trimNode(stream, node, keep)
    break
  }
  if (removed > 0) stream.findFirst()
  return removed
}

function trimNode({ log }: Stream, node: StreamNode, keep: Trim['keep']): number {
  let removed = 0
  const isKept = (id: StreamId): boolean => (keep.kind === 'newest' ? log.length <= keep.count : id >= keep.id)
  // By ids, not by offsets: marking may move what follows.
  for (const id of idsOf(node)) {
    if (isKept(id)) break
    const at = node.seek(id)
    if (at === undefined || node.isDeleted(at)) continue
    log.mark(node, at)
    removed += 1
  }
  return removed
}

/** Marked entries count too: their ids still hold the node back (7.0). */
function lastIdOf(node: StreamNode): StreamId {
  return node.last === undefined ? node.id : node.idAt(node.last)
}

function idsOf(node: StreamNode): StreamId[] {
  const ids: StreamId[] = []
  for (let at = node.first; at !== undefined; at = node.after(at)) ids.push(node.idAt(at))
  return ids
}
