import { createHash } from 'node:crypto'
import type { Bytes } from '../protocol/bytes'
import type { Json } from './value-codec'

/** Behind the magic word and the version: a digest, then the text in UTF-8. */
const DIGEST_LENGTH = 16

function digestOf(body: Buffer): Bytes {
  return createHash('sha256').update(body).digest('hex').slice(0, DIGEST_LENGTH)
}

/** Data as a byte string that tells whether it arrived whole. `magic` says what it is and in which version. */
export function seal(magic: Bytes, data: Json): Bytes {
  const body = Buffer.from(JSON.stringify(data), 'utf8')
  return magic + digestOf(body) + body.toString('latin1')
}

/** Undefined for anything that was not sealed with this magic word, or was changed since. */
export function unseal(magic: Bytes, text: Bytes): Json | undefined {
  if (!text.startsWith(magic)) return undefined
  const body = Buffer.from(text.slice(magic.length + DIGEST_LENGTH), 'latin1')
  if (digestOf(body) !== text.slice(magic.length, magic.length + DIGEST_LENGTH)) return undefined
  return JSON.parse(body.toString('utf8')) as Json
}
