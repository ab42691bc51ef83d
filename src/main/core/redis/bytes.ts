import { isUtf8 } from 'node:buffer'
import { bytesToText, holdsBinary, textToBytes, type ByteText } from '@shared/redis/byte-text'
import type { Argument } from './dispatcher'

/** ByteText as a command argument: the very bytes it stands for. */
export function toArgument(text: ByteText): Argument {
  return holdsBinary(text) ? Buffer.from(textToBytes(text)) : text
}

/** Bytes as ByteText; the same result as bytesToText, by the native decoder where it can be used. */
export function toText(bytes: Uint8Array): ByteText {
  if (!isUtf8(bytes)) return bytesToText(bytes)
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer.toString('utf8')
}
