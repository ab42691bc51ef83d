import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { toArgument } from '../../redis/bytes'
import type { Argument } from '../../redis/dispatcher'
import { encodeArgument, encodeCount } from '../../redis/encode-command'
import type { ParsedTemplate, Part, PayloadContext } from '../payload-generator'

/** XADDs as the bytes of one write. */
export interface EncodedEntries {
  bytes: Buffer
  count: number
  /** Of each entry, what it says of itself. */
  types: readonly string[]
  sources: readonly string[]
}

export interface EntryEncoder {
  /** So many XADDs, each with `head` (the command's name and all before the fields). */
  encode(count: number, head: readonly Argument[]): EncodedEntries
  /** The server has all of these: their memory may be written to again. */
  release(entries: EncodedEntries): void
}

/** A piece of an entry: bytes that were encoded once, or a value that has placeholders. */
type Piece = Buffer | readonly Part[]

interface EncodedTemplate {
  args: number
  source: string
  pieces: readonly Piece[]
  /** The value where it is the same in each entry, else where it stands among the values. */
  labels: { type: string | number; source: string | number }
}

/** What most templates need for one write; the memory grows where one needs more. */
const FIRST_BYTES = 128 * 1024
const FREE_KEPT = 4

function fixedText(parts: readonly Part[]): string | undefined {
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : undefined
}

function encodeTemplate({ source, fields }: ParsedTemplate): EncodedTemplate {
  const pieces: Piece[] = []
  let run: Buffer[] = []
  for (const { name, parts } of fields) {
    run.push(encodeArgument(name))
    const text = fixedText(parts)
    if (text !== undefined) run.push(encodeArgument(toArgument(text)))
    else {
      pieces.push(Buffer.concat(run), parts)
      run = []
    }
  }
  if (run.length > 0) pieces.push(Buffer.concat(run))

  function label(wanted: string): string | number {
    const found = fields.findIndex(({ name }) => name === wanted)
    const before = fields.slice(0, found).filter(({ parts }) => fixedText(parts) === undefined)
    return found < 0 ? '' : fixedText(fields[found]?.parts ?? []) ?? before.length
  }
  return { args: fields.length * 2, source, pieces, labels: { type: label('type'), source: label('source') } }
}

/**
 * The same entries as createGenerator makes, as bytes: all of a template that never changes is encoded once, and each entry
 * costs a copy of it and the writing of its placeholders.
 */
export function createEntryEncoder(parsed: readonly ParsedTemplate[], clock: Clock, random: Random): EntryEncoder {
  const templates = parsed.map(encodeTemplate)
  const free: Buffer[] = []
  const owned = new WeakMap<EncodedEntries, Buffer>()
  let seq = 0
  let memory: Buffer = Buffer.alloc(0)
  let at = 0

  function reserve(bytes: number): void {
    if (at + bytes <= memory.length) return
    const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, (at + bytes) * 2))
    memory.copy(larger, 0, 0, at)
    memory = larger
  }

  function writeBytes(bytes: Buffer): void {
    reserve(bytes.length)
    memory.set(bytes, at)
    at += bytes.length
  }

  function writeValue(value: Argument): void {
    const length = typeof value === 'string' ? Buffer.byteLength(value) : value.length
    reserve(length + 32)
    at += memory.write(`$${length}\r\n`, at, 'latin1')
    at += typeof value === 'string' ? memory.write(value, at, 'utf8') : value.copy(memory, at)
    memory[at++] = 0x0d
    memory[at++] = 0x0a
  }

  function writeEntry(template: EncodedTemplate, starts: Buffer, types: string[], sources: string[]): void {
    seq += 1
    const context: PayloadContext = { seq, source: template.source, clock, random }
    const { type, source } = template.labels
    const made: string[] = []
    writeBytes(starts)
    for (const piece of template.pieces) {
      if (Buffer.isBuffer(piece)) {
        writeBytes(piece)
        continue
      }
      let value = ''
      for (const part of piece) value += typeof part === 'string' ? part : part(context)
      made.push(value)
      writeValue(toArgument(value))
    }
    types.push(typeof type === 'string' ? type : made[type] ?? '')
    sources.push(typeof source === 'string' ? source : made[source] ?? '')
  }

  return {
    encode(count, head) {
      const before = Buffer.concat(head.map(encodeArgument))
      const starts = templates.map(({ args }) => Buffer.concat([encodeCount(head.length + args), before]))
      const types: string[] = []
      const sources: string[] = []
      memory = free.pop() ?? Buffer.allocUnsafe(FIRST_BYTES)
      at = 0
      for (let made = 0; made < count; made++) {
        const chosen = Math.floor(random() * templates.length)
        const template = templates[chosen]
        const start = starts[chosen]
        if (template !== undefined && start !== undefined) writeEntry(template, start, types, sources)
      }
      const entries: EncodedEntries = { bytes: memory.subarray(0, at), count: types.length, types, sources }
      owned.set(entries, memory)
      return entries
    },
    release(entries) {
      const whole = owned.get(entries)
      if (whole !== undefined && free.length < FREE_KEPT) free.push(whole)
    }
  }
}
