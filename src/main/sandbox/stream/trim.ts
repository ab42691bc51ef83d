import { forget, isReferenced, type ReferencePolicy } from './references'
import type { Stream } from './stream'
import type { StreamId } from './stream-id'
import type { StreamNode } from './stream-node'

export interface Trim {
  /** How many entries are to stay, or the first id that is to stay. */
  keep: { kind: 'newest'; count: number } | { kind: 'from'; id: StreamId }
  /** `~`: whole nodes only. */
  approximate: boolean
  /** At most so many entries go; 0 for any number. */
  limit: number
  references: ReferencePolicy
}

/**
 * Takes entries away at the beginning; gives their number. Whole nodes go as long as all of their entries may: that costs
 * nothing. Then, unless the trim is approximate, single entries of one more node are marked.
 *
 * `maxDeletedId` stays: only XDEL leaves holes, as trimming always begins at the beginning.
 */
export function trimStream(stream: Stream, trim: Trim): number {
  const removed = trim.references === 'acked' ? trimAcknowledged(stream, trim) : trimFromStart(stream, trim)
  if (removed > 0) stream.findFirst()
  return removed
}

function trimFromStart(stream: Stream, { keep, approximate, limit, references }: Trim): number {
  const { log } = stream
  let removed = 0
  for (let node = log.firstNode; node !== undefined; node = log.firstNode) {
    if (keep.kind === 'newest' && log.length <= keep.count) break
    // Redis stops before the node with which it would pass the limit, even if fewer would have to go.
    if (limit > 0 && removed + node.live > limit) break
    const whole = keep.kind === 'newest' ? log.length - node.live >= keep.count : lastIdOf(node) < keep.id
    if (whole) {
      if (references === 'forget') for (const id of idsOf(node)) forget(stream, id)
      removed += node.live
      log.removeNode(node)
      continue
    }
    // With DELREF entries are looked at one by one anyway: `~` changes nothing but the limit (8.2).
    if (approximate && references === 'keep') break
    for (const id of idsOf(node)) {
      if (isKept(stream, keep, id)) break
      if (references === 'forget') forget(stream, id)
      log.mark(node, id)
      removed += 1
    }
    break
  }
  return removed
}

/**
 * With ACKED (8.2) entries that some group still needs stay where they are, and those behind them may go. Each entry is
 * looked at here too.
 */
function trimAcknowledged(stream: Stream, { keep, limit }: Trim): number {
  const { log } = stream
  let removed = 0
  for (const node of log.nodes()) {
    if (keep.kind === 'newest' && log.length <= keep.count) break
    if (limit > 0 && removed + node.live > limit) break
    for (const id of idsOf(node)) {
      if (isKept(stream, keep, id)) return removed
      if (isReferenced(stream, id)) continue
      log.mark(node, id)
      removed += 1
    }
    if (node.live === 0) log.removeNode(node)
  }
  return removed
}

function isKept({ log }: Stream, keep: Trim['keep'], id: StreamId): boolean {
  return keep.kind === 'newest' ? log.length <= keep.count : id >= keep.id
}

/** Marked entries count too: their ids still hold the node back (7.0). */
function lastIdOf(node: StreamNode): StreamId {
  return node.last === undefined ? node.id : node.idAt(node.last)
}

/** Of the entries that are there. Ids and not offsets: marking may move what follows. */
function idsOf(node: StreamNode): StreamId[] {
  const ids: StreamId[] = []
  for (let at = node.first; at !== undefined; at = node.after(at)) if (!node.isDeleted(at)) ids.push(node.idAt(at))
  return ids
}
