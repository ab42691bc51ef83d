import { OrderedMap } from '../keyspace/ordered-map'
import type { Bytes } from '../protocol/bytes'
import { countRadixNodes } from './radix-nodes'
import { FIRST_ID, LAST_ID, type StreamId } from './stream-id'
import { StreamNode } from './stream-node'

export interface LogEntry {
  id: StreamId
  /** Field, value, field, value. */
  fields: Bytes[]
}

/** `stream-node-max-entries` and `stream-node-max-bytes`; 0 is no limit. */
export interface NodeLimits {
  maxEntries: number
  maxBytes: number
}

/** No node of Redis passes 1 GB, whatever is configured (7.0, STREAM_LISTPACK_MAX_SIZE). */
export const LARGEST_NODE = 1 << 30

/** The entries of a stream in the order of their ids: nodes found by bisection, each with a run of entries. */
export class StreamLog {
  readonly #nodes = new OrderedMap<StreamNode>()
  #tail: StreamNode | undefined
  #radixNodes: number | undefined
  #length = 0

  get length(): number {
    return this.#length
  }

  get nodeCount(): number {
    return this.#nodes.size
  }

  /** Counted when it is asked for: the nodes change with one XADD in a hundred. */
  get radixNodeCount(): number {
    this.#radixNodes ??= countRadixNodes(this.#nodes.keys())
    return this.#radixNodes
  }

  get firstNode(): StreamNode | undefined {
    return this.#nodes.first()?.[1]
  }

  /** All of them: what is done with one may remove it. */
  nodes(): StreamNode[] {
    return Array.from(this.#nodes, ([, node]) => node)
  }

  /** The id must be greater than any there is. `words` holds field, value, field, value from `from` on. */
  append(id: StreamId, words: readonly Bytes[], from: number, limits: NodeLimits): void {
    let tail = this.#tail
    if (tail === undefined || isFull(tail, words, from, limits)) {
      tail?.seal()
      tail = StreamNode.startingWith(id, words, from)
      this.addNode(tail)
    }
    tail.append(id, words, from)
    this.#length += 1
  }

  /** Takes a whole node at the end, as a snapshot brings it. */
  addNode(node: StreamNode): void {
    this.#nodes.set(node.id, node)
    this.#tail = node
    this.#length += node.live
    this.#radixNodes = undefined
  }

  removeNode(node: StreamNode): void {
    this.#nodes.delete(node.id)
    this.#length -= node.live
    this.#radixNodes = undefined
    if (this.#tail === node) this.#tail = this.#nodes.last()?.[1]
  }

  has(id: StreamId): boolean {
    return this.#find(id) !== undefined
  }

  get(id: StreamId): LogEntry | undefined {
    const found = this.#find(id)
    return found === undefined ? undefined : { id, fields: found.node.fieldsAt(found.at) }
  }

  delete(id: StreamId): boolean {
    const found = this.#find(id)
    if (found === undefined) return false
    // The last entry of a node takes the node with it.
    if (found.node.live === 1) this.removeNode(found.node)
    else this.mark(found.node, id)
    return true
  }

  /** Marks one entry that is there as deleted and leaves its node, even with nothing in it. */
  mark(node: StreamNode, id: StreamId): void {
    const at = node.seek(id)
    if (at === undefined) return
    node.delete(at)
    this.#length -= 1
  }

  /** Ids in order, or from the end; those that were deleted are left out. */
  firstId(): StreamId | undefined {
    for (const { node, at } of this.#up(FIRST_ID)) return node.idAt(at)
    return undefined
  }

  lastId(): StreamId | undefined {
    for (const { node, at } of this.#down(LAST_ID)) return node.idAt(at)
    return undefined
  }

  /** Entries from `start` to `end`, both included. */
  *range(start: StreamId, end: StreamId): Generator<LogEntry> {
    for (const { node, at } of this.#up(start)) {
      const id = node.idAt(at)
      if (id > end) return
      yield { id, fields: node.fieldsAt(at) }
    }
  }

  /** The same, from `end` down to `start`. */
  *rangeDown(start: StreamId, end: StreamId): Generator<LogEntry> {
    for (const { node, at } of this.#down(end)) {
      const id = node.idAt(at)
      if (id < start) return
      yield { id, fields: node.fieldsAt(at) }
    }
  }

  #find(id: StreamId): { node: StreamNode; at: number } | undefined {
    const node = this.#nodes.floor(id)?.[1]
    const at = node?.seek(id)
    return node === undefined || at === undefined || node.isDeleted(at) || node.idAt(at) !== id ? undefined : { node, at }
  }

  *#up(start: StreamId): Generator<{ node: StreamNode; at: number }> {
    const begin = this.#nodes.floor(start)?.[0] ?? start
    for (const [key, node] of this.#nodes.from(begin)) {
      for (let at = key === begin ? node.seek(start) : node.first; at !== undefined; at = node.after(at)) if (!node.isDeleted(at)) yield { node, at }
    }
  }

  *#down(end: StreamId): Generator<{ node: StreamNode; at: number }> {
    for (const [, node] of this.#nodes.downFrom(end)) {
      for (let at = node.last; at !== undefined; at = node.before(at)) if (!node.isDeleted(at) && node.idAt(at) <= end) yield { node, at }
    }
  }
}

/**
 * Whether an entry starts a new node. Redis weighs the plain lengths of its words against what the node takes already, so a
 * node stays below the limit only roughly; marked entries count like others.
 */
function isFull(node: StreamNode, words: readonly Bytes[], from: number, { maxEntries, maxBytes }: NodeLimits): boolean {
  let bytes = node.byteLength
  for (let index = from; index < words.length; index++) bytes += (words[index] as Bytes).length
  const limit = maxBytes === 0 || maxBytes > LARGEST_NODE ? LARGEST_NODE : maxBytes
  return bytes >= limit || (maxEntries !== 0 && node.entries >= maxEntries)
}
