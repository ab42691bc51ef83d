import type { Bytes } from '../../protocol/bytes'

/** A name as Redis puts it into a message, with C's %s: a zero byte ends it. */
export function toCText(name: Bytes): Bytes {
  const nul = name.indexOf('\0')
  return nul === -1 ? name : name.slice(0, nul)
}
