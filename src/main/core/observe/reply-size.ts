import { ServerError, type Reply } from '../redis/reply'

/** Bytes around each element on the wire: type, length and line ends. Near enough for a budget. */
const FRAMING_BYTES = 8

/** About how many bytes a reply took on the wire. */
export function measureReply(reply: Reply | ServerError): number {
  if (reply === null) return FRAMING_BYTES
  if (reply instanceof ServerError) return reply.message.length
  if (typeof reply === 'string' || Buffer.isBuffer(reply)) return FRAMING_BYTES + reply.length
  let bytes = FRAMING_BYTES
  for (const element of reply) bytes += measureReply(element)
  return bytes
}
