import type { Value } from '../../keyspace/value'
import { parseInt64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import type { Release } from '../../engine/capabilities'

/** Redis's own limits, as they are unless configured otherwise. */
const SMALL = { hashFields: 512, hashValue: 64, setNumbers: 512, embedded: 44, setMembers: 128, setMember: 64 }

function isSmallList(items: Iterable<Bytes>): boolean {
  let bytes = 0
  for (const item of items) bytes += item.length + 11
  return bytes <= 8192
}

/** The word with which Redis would tell how it keeps such a value. Here it is kept otherwise; streams excepted. */
export function encodingOf(value: Value, release: Release): string {
  switch (value.type) {
    case 'string':
      if (value.encoding !== undefined) return value.encoding === 'raw' || value.bytes.length > SMALL.embedded ? 'raw' : value.encoding
      return parseInt64(value.bytes) !== undefined ? 'int' : value.bytes.length <= SMALL.embedded ? 'embstr' : 'raw'
    case 'list':
      return release === '7.0' || !isSmallList(value.items) ? 'quicklist' : 'listpack'
    case 'hash':
      return value.fields.size <= SMALL.hashFields && [...value.fields].flat().every((text) => text.length <= SMALL.hashValue) ? 'listpack' : 'hashtable'
    case 'set': {
      const members = [...value.members]
      if (members.length <= SMALL.setNumbers && members.every((member) => parseInt64(member) !== undefined)) return 'intset'
      return release !== '7.0' && members.length <= SMALL.setMembers && members.every((member) => member.length <= SMALL.setMember) ? 'listpack' : 'hashtable'
    }
    case 'stream':
      return 'stream'
  }
}
