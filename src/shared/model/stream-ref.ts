import type { ByteText } from '../redis/byte-text'

/** `sandbox`, or an id that Sluice made. Never holds a slash. */
export type ConnectionId = string

/** Names one stream: keys are unique within a connection, which is one server and one db. */
export interface StreamRef {
  connection: ConnectionId
  key: ByteText
}

export interface GroupRef extends StreamRef {
  group: ByteText
}

export type StreamId = string

/** One string for a StreamRef. Injective, because a connection id holds no slash; safe as an object key. */
export function toStreamId(ref: StreamRef): StreamId {
  return `${ref.connection}/${ref.key}`
}

export function fromStreamId(id: StreamId): StreamRef {
  const slash = id.indexOf('/')
  return { connection: id.slice(0, slash), key: id.slice(slash + 1) }
}

/** Labs may write under this prefix and nowhere else. */
export const LAB_PREFIX = 'sluice:lab:'

export function isLabKey(key: ByteText): boolean {
  return key.startsWith(LAB_PREFIX) && key.length > LAB_PREFIX.length
}
