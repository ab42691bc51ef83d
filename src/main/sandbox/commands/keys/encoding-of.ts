import type { Release } from '../../engine/capabilities'
import type { Deque } from '../../keyspace/deque'
import type { Value } from '../../keyspace/value'
import type { Bytes } from '../../protocol/bytes'

/** How many bytes one node of a list takes in Redis (`list-max-listpack-size -2`), and what an element takes beside its own. */
const NODE_BYTES = 8192
const ELEMENT_BYTES = 6

/** The word for how Redis of that release would keep the value. This server keeps streams so, and of the others only the order. */
export function encodingOf(value: Value, release: Release): string {
  switch (value.type) {
    case 'string':
      return value.encoding
    case 'hash':
      return value.fields.encoding
    case 'list':
      return release === '7.0' || !fitsOneNode(value.items) ? 'quicklist' : 'listpack'
    case 'set':
      if (value.members.shape === 'numbers') return 'intset'
      return value.members.shape === 'small' && release !== '7.0' ? 'listpack' : 'hashtable'
    case 'stream':
      return 'stream'
  }
}

/** An estimate: where exactly Redis changes over depends also on what the list was before. */
function fitsOneNode(items: Deque<Bytes>): boolean {
  let bytes = 0
  for (const item of items) {
    bytes += item.length + ELEMENT_BYTES
    if (bytes > NODE_BYTES) return false
  }
  return true
}
