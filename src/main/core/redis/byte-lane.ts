import type { Socket } from 'node:net'
import { NoReplyError } from './reply'
import type { ReplyScanner } from './reply-scanner'

/**
 * Requests that were encoded before, on a socket that a client library has opened and otherwise uses. While one of them is
 * under way the library hears nothing of what comes in.
 */
export interface ByteLane {
  /** Resolves when the scanner has all its replies. In order; several may be under way. */
  exchange(bytes: Buffer, scanner: ReplyScanner): Promise<void>
  waiting(): number
  /** The socket is gone: all that wait reject. */
  end(reason: string): void
}

export interface ByteLaneOptions {
  stream: Socket
  onReply: () => void
  /** What came in is no reply to what was asked. */
  onNonsense: (error: Error) => void
}

interface Waiting {
  scanner: ReplyScanner
  resolve: () => void
  reject: (error: Error) => void
}

type Listener = (chunk: Buffer) => void

export function createByteLane({ stream, onReply, onNonsense }: ByteLaneOptions): ByteLane {
  const waiting: Waiting[] = []
  let others: Listener[] = []

  function enter(): void {
    others = stream.listeners('data') as Listener[]
    stream.on('data', take)
    for (const other of others) stream.off('data', other)
  }

  function leave(): void {
    for (const other of others) stream.on('data', other)
    stream.off('data', take)
    others = []
  }

  function take(chunk: Buffer): void {
    try {
      for (let at = 0; at < chunk.length; ) {
        const oldest = waiting[0]
        if (oldest === undefined) throw new Error('More came than was asked for.')
        at = oldest.scanner.scan(chunk, at)
        if (!oldest.scanner.done()) continue
        waiting.shift()
        onReply()
        oldest.resolve()
      }
      if (waiting.length === 0) leave()
    } catch (error) {
      onNonsense(error instanceof Error ? error : new Error(String(error)))
    }
  }

  return {
    exchange(bytes, scanner) {
      if (waiting.length === 0) enter()
      const answered = new Promise<void>((resolve, reject) => waiting.push({ scanner, resolve, reject }))
      stream.write(bytes)
      return answered
    },
    waiting: () => waiting.length,
    end(reason) {
      for (const { reject } of waiting.splice(0)) reject(new NoReplyError(reason, true))
    }
  }
}
