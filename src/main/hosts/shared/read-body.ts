import type { IncomingMessage } from 'node:http'

export type ReadBody = { kind: 'body'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'gone' }

/**
 * What comes after the allowed length is thrown away as it arrives, for this many bytes more: a sender that is cut off
 * while it writes would not see why.
 */
const THROWN_AWAY = 1024 * 1024

/** Reads a body of at most `maxBytes`; never holds more. `gone`: the sender left, or its time ran out. Never rejects. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else chunks.length = 0
      if (size > maxBytes + THROWN_AWAY) {
        request.pause()
        resolve({ kind: 'too-large' })
      }
    })
    request.on('end', () => resolve(size > maxBytes ? { kind: 'too-large' } : { kind: 'body', bytes: Buffer.concat(chunks) }))
    request.on('error', () => resolve({ kind: 'gone' }))
    request.on('close', () => resolve({ kind: 'gone' }))
  })
}
