import { z } from 'zod'
import type { DeadLetterOrigin, RedriveMark } from '../redis/dead-letter'
import type { Entry } from '../redis/entry'
import { byteText, count, entryId, LIMITS, streamRef } from './primitives'
import { procedure } from './procedure'

/** Output that our own host made and typed; its shape is checked where it is made. */
const origin = z.custom<DeadLetterOrigin>((value) => typeof value === 'object' && value !== null)
const mark = z.custom<RedriveMark>((value) => typeof value === 'object' && value !== null)
const payload = z.custom<Entry>((value) => typeof value === 'object' && value !== null)

const deadLetter = z.object({
  id: entryId,
  origin,
  /** Its own fields, without the provenance; cut as entries are. */
  payload,
  /** Redriven: when, by whom, and the entry that it became. Absent: not. `unreadable`: there is a mark that is not ours. */
  mark: mark.or(z.literal('unreadable')).optional()
})
export type DeadLetter = z.infer<typeof deadLetter>

const letterRef = streamRef.extend({ id: entryId })

/** `fields`: what the person made of the payload; absent, it is sent as it stands on the server, byte for byte. */
const letterToSend = z.object({
  id: entryId,
  fields: z.array(z.object({ name: z.string().max(LIMITS.nameLength), value: z.string().max(LIMITS.valueLength) })).min(1).max(LIMITS.fields).optional()
})
export type LetterToSend = z.infer<typeof letterToSend>

/** What a redrive would do now. `commands` are in one MULTI; its WATCH and EXEC are not shown. */
const redrivePreview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('send'), id: entryId, commands: z.array(z.array(z.string())), groups: z.array(byteText) }),
  z.object({ kind: z.literal('refused'), id: entryId, why: z.string() })
])
export type RedrivePreview = z.infer<typeof redrivePreview>

/** What became of one dead letter. `unknown`: sent and not answered; never sent again by us (TRUST C2). */
const redriveOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok'), mark }),
  z.object({ kind: z.literal('already'), mark: mark.optional() }),
  z.object({ kind: z.literal('failed'), message: z.string(), next: z.string() }),
  z.object({ kind: z.literal('unknown'), message: z.string(), next: z.string() })
])
export type RedriveOutcome = z.infer<typeof redriveOutcome>

const undoOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok') }),
  z.object({ kind: z.literal('failed'), message: z.string(), next: z.string() }),
  z.object({ kind: z.literal('unknown'), message: z.string(), next: z.string() })
])
export type UndoOutcome = z.infer<typeof undoOutcome>

/** A line of the log of redrives, newest first. `notUndone`: why it cannot be undone now; absent when it can. */
const redriveRecord = z.object({
  what: z.enum(['redriven', 'undone', 'undone too late']),
  at: z.number(),
  letter: entryId,
  stream: byteText,
  id: entryId,
  by: z.string(),
  notUndone: z.string().optional()
})
export type RedriveRecord = z.infer<typeof redriveRecord>

/** Dead letters one can ask about in one call. */
export const LETTERS_PER_CALL = 100

export const deadLetters = {
  /** A page of a dead-letter stream, newest first. `from` is exclusive. */
  page: procedure.input(streamRef.extend({ from: entryId.optional(), count: z.number().int().min(1).max(500).default(200) }))
    .output(z.object({ letters: z.array(deadLetter), length: count, next: entryId.optional() })),
  /** The dry run: the commands of each, or why it would not be sent. Writes nothing. */
  preview: procedure.input(streamRef.extend({ letters: z.array(letterToSend).min(1).max(LETTERS_PER_CALL) })).output(z.array(redrivePreview)),
  /** Redrives one. Many are sent one call after the other, so that a person can stop after any. */
  redrive: procedure.input(streamRef.extend({ letter: letterToSend })).output(redriveOutcome),
  undo: procedure.input(letterRef).output(undoOutcome),
  /** What was redriven and undone, newest first, at most 200. */
  log: procedure.input(streamRef).output(z.array(redriveRecord))
}
