/**
 * A byte string: one UTF-16 unit per byte, each in 0…255. Redis compares keys, names and values as bytes; with this form
 * `===` and `<` do just that, and a byte string can be the key of a Map. Nothing is ever decoded.
 */
export type Bytes = string

export function toBytes(buffer: Buffer): Bytes {
  return buffer.toString('latin1')
}

export function toBuffer(bytes: Bytes): Buffer {
  return Buffer.from(bytes, 'latin1')
}
