import type { StreamId } from './stream-id'

const KEY_LENGTH = 16

/**
 * How many nodes Redis's radix tree has for these keys, in order: what XINFO calls `radix-tree-nodes`. The tree is
 * compressed: a run of bytes that offers no choice is one node, a byte where keys part is one, and each key ends in a leaf.
 * Its shape depends on the keys alone, not on the order in which they came and went.
 */
export function countRadixNodes(keys: Iterable<StreamId>): number {
  let nodes = 0
  let before: StreamId | undefined
  /** Depths at which the path to the last key parts from its neighbours, outermost first. */
  const forks: number[] = []

  /** Closes everything below `depth`: each fork or leaf is a node, and so is the run of bytes that leads to it. */
  const close = (depth: number): void => {
    let below = KEY_LENGTH
    for (;;) {
      const above = Math.max(forks.at(-1) ?? -1, depth)
      nodes += below - above - 1 > 0 ? 2 : 1
      if (above === depth) break
      below = above
      forks.pop()
    }
    if (depth >= 0 && forks.at(-1) !== depth) forks.push(depth)
  }

  for (const key of keys) {
    if (before !== undefined) close(commonLength(before, key))
    before = key
  }
  // An empty tree still has its root.
  if (before === undefined) return 1
  close(-1)
  return nodes
}

function commonLength(a: StreamId, b: StreamId): number {
  let length = 0
  while (a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return length
}
