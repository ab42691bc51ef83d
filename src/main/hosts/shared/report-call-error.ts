import { ORPCError } from '@orpc/server'
import { writeLine } from './write-line'

/**
 * Tells the terminal of a call that failed in a way nobody foresaw. Says where, not what: messages of such errors can
 * hold payloads and passwords (TRUST C5, E36).
 */
export function reportCallError(error: unknown): void {
  if (error instanceof ORPCError) return
  const name = error instanceof Error ? error.name : typeof error
  // A caller that left is no failure.
  if (name === 'AbortError') return
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 6) : []
  writeLine(`A call failed unexpectedly (${name})${frames.map((frame) => ` ${frame.trim()}`).join(';')}`)
}
