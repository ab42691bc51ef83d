import { MARKS_SUFFIX } from '@shared/redis/dead-letter'
import type { Argument } from './dispatcher'

/**
 * What a command is, judged from its parsed arguments alone. `keys`: every key that it can change. `labOnly` may be
 * `by-hand`: beyond lab keys it is a person's alone, on a connection that is armed and not production.
 */
export type Verdict =
  | { kind: 'read' }
  | { kind: 'write'; keys: readonly Argument[]; labOnly: boolean | 'by-hand' }
  | { kind: 'denied'; why: string }

export type Rule = (args: readonly Argument[]) => Verdict

export const READ: Verdict = { kind: 'read' }

export function denied(why: string): Verdict {
  return { kind: 'denied', why }
}

/**
 * The longest block and the largest page that one command may ask for (TRUST C1, 6d). A consumer of a lab may block for
 * longer: what becomes of such a one behind a load balancer is a thing that labs show.
 */
export const GUARD_LIMITS = { blockMs: 5000, labBlockMs: 600_000, count: 1000 } as const

/**
 * A command name or keyword in capitals; empty when it is not plain ASCII letters. Redis compares them without case,
 * byte for byte: quotes, spaces and look-alike letters are part of a name and make it another one (TRUST G3).
 */
export function toWord(argument: Argument | undefined): string {
  const text = typeof argument === 'string' ? argument : (argument?.toString('latin1') ?? '')
  return /^[A-Za-z]+(?:-[A-Za-z]+)*$/.test(text) ? text.toUpperCase() : ''
}

/** A plain count of at most nine digits; undefined for anything else. */
export function toSmallNumber(argument: Argument | undefined): number | undefined {
  const text = argument?.toString() ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

export function isCount(argument: Argument | undefined): boolean {
  const count = toSmallNumber(argument)
  return count !== undefined && count >= 1 && count <= GUARD_LIMITS.count
}

/** BLOCK 0 waits for ever, and a silent drop of the socket would then never be noticed (TRUST F4). */
export function isBlockTime(argument: Argument | undefined, longest: number = GUARD_LIMITS.blockMs): boolean {
  const ms = toSmallNumber(argument)
  return ms !== undefined && ms >= 1 && ms <= longest
}

/** Whether the key holds marks of redriven dead letters, by its last bytes. */
export function isMarksArgument(key: Argument | undefined): boolean {
  return (typeof key === 'string' ? key : (key?.toString('latin1') ?? '')).endsWith(MARKS_SUFFIX)
}
