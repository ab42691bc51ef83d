import type { DecodeText } from '@shared/redis/reply-value'
import { toText } from '../redis/bytes'

/** The native decoder for the shared parsers, which know bytes only as Uint8Array. */
export const decodeText: DecodeText = (bytes) => toText(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
