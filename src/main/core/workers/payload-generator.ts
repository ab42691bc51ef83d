import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { PayloadTemplate } from '@shared/model/worker-state'
import { toArgument } from '../redis/bytes'
import type { Argument } from '../redis/dispatcher'

export interface PayloadContext {
  seq: number
  source: string
  clock: Clock
  random: Random
}

/** Text as it stands, or what a placeholder makes. */
export type Part = string | ((context: PayloadContext) => string)

/** Names and values in turn, as XADD takes them. */
export type PayloadGenerator = () => Argument[]

export type ParsedTemplates = { kind: 'ok'; templates: readonly ParsedTemplate[]; create(clock: Clock, random: Random): PayloadGenerator } | { kind: 'bad'; message: string; next: string; tooLarge: boolean }

/** TRUST G14: what an embedded producer may put into one entry. */
const LARGEST_PAYLOAD = 1024 * 1024
const ALLOWED = '{{seq}} {{seq 1001}} {{seq 25.50 25.50}} {{uuid}} {{int 1 100}} {{float 0 1}} {{pick a|b|c}} {{iso}} {{ms}} {{source}}'

function hex(random: Random, digits: number): string {
  let out = ''
  for (let i = 0; i < digits; i++) out += Math.floor(random() * 16).toString(16)
  return out
}

/** The shape of a version 4 UUID from the given chance: a label that is unlikely to repeat, not a secret. */
function makeUuid(random: Random): string {
  const variant = (8 + Math.floor(random() * 4)).toString(16)
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${variant}${hex(random, 3)}-${hex(random, 12)}`
}

function parseRange(text: string): { from: number; to: number } | undefined {
  const match = /^(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)$/.exec(text)
  if (match === null) return undefined
  const from = Number(match[1])
  const to = Number(match[2])
  return from <= to ? { from, to } : undefined
}

/** `start` or `start step`, written with as many decimals as the longer of them has. */
function parseSequence(text: string): Part | undefined {
  const match = /^(-?\d+(?:\.(\d+))?)(?:\s+(-?\d+(?:\.(\d+))?))?$/.exec(text)
  if (match === null) return undefined
  const start = Number(match[1])
  const step = Number(match[3] ?? 1)
  const decimals = Math.max(match[2]?.length ?? 0, match[4]?.length ?? 0)
  return (context) => (start + step * (context.seq - 1)).toFixed(decimals)
}

function parsePlaceholder(text: string): Part | undefined {
  const [, word, rest] = /^\s*([a-z]+)(?:\s+(.*?))?\s*$/s.exec(text) ?? []
  if (rest === undefined) {
    switch (word) {
      case 'seq': return (context) => String(context.seq)
      case 'uuid': return (context) => makeUuid(context.random)
      case 'iso': return (context) => new Date(context.clock.now()).toISOString()
      case 'ms': return (context) => String(context.clock.now())
      case 'source': return (context) => context.source
      default: return undefined
    }
  }
  if (word === 'pick') {
    const choices = rest.split('|')
    return (context) => choices[Math.floor(context.random() * choices.length)] ?? ''
  }
  if (word === 'seq') return parseSequence(rest)
  const range = parseRange(rest)
  if (range === undefined) return undefined
  const { from, to } = range
  if (word === 'int') return Number.isInteger(from) && Number.isInteger(to) ? (context) => String(from + Math.floor(context.random() * (to - from + 1))) : undefined
  if (word === 'float') return (context) => (from + context.random() * (to - from)).toFixed(2)
  return undefined
}

/** One draw for an entry, wherever it stands in it: an id in two fields is one id. */
function oncePerEntry(part: Exclude<Part, string>): Part {
  let drawnFor: PayloadContext | undefined
  let value = ''
  return (context) => {
    if (drawnFor !== context) value = part(context)
    drawnFor = context
    return value
  }
}

/** Splits a value into text and placeholders; the offending placeholder when one is not known. `known`: those of the template so far. */
function parseValue(value: string, known: Map<string, Part>): { parts: Part[] } | { bad: string } {
  const parts: Part[] = []
  let at = 0
  for (const match of value.matchAll(/\{\{(.*?)\}\}/gs)) {
    const parsed = known.get(match[0]) ?? parsePlaceholder(match[1] ?? '')
    if (parsed === undefined) return { bad: match[0] }
    const part = typeof parsed === 'string' || known.has(match[0]) ? parsed : oncePerEntry(parsed)
    known.set(match[0], part)
    if (match.index > at) parts.push(value.slice(at, match.index))
    parts.push(part)
    at = match.index + match[0].length
  }
  if (at < value.length || parts.length === 0) parts.push(value.slice(at))
  return { parts }
}

export interface ParsedTemplate {
  source: string
  fields: { name: Argument; parts: Part[] }[]
}

/**
 * Reads payload templates. Values may hold placeholders:
 * `{{seq}}` 1, 2, 3 … per producer, `{{seq start step}}` from another start and by another step; `{{uuid}}`; `{{int a b}}` a whole number from a to b, both included;
 * `{{float a b}}` with two decimals; `{{pick a|b|c}}` one of them; `{{iso}}` and `{{ms}}` the time; `{{source}}`
 * the template's source. The same placeholder is the same value throughout an entry. Anything else in double braces is an error that says what is allowed.
 */
export function parseTemplates(templates: readonly PayloadTemplate[]): ParsedTemplates {
  const parsed: ParsedTemplate[] = []
  for (const { source, fields } of templates) {
    let bytes = 0
    const known = new Map<string, Part>()
    const ready: ParsedTemplate['fields'] = []
    for (const { name, value } of fields) {
      bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
      const result = parseValue(value, known)
      if ('bad' in result) {
        return { kind: 'bad', tooLarge: false, message: `${result.bad.slice(0, 60)} in the template ${source} is not known.`, next: `Use one of ${ALLOWED}.` }
      }
      ready.push({ name: toArgument(name), parts: result.parts })
    }
    if (bytes > LARGEST_PAYLOAD) {
      return { kind: 'bad', tooLarge: true, message: `The template ${source} makes entries of more than 1 MB.`, next: 'Make its values shorter.' }
    }
    parsed.push({ source, fields: ready })
  }
  if (parsed.length === 0) return { kind: 'bad', tooLarge: false, message: 'A producer needs a template.', next: 'Add one with at least one field.' }
  return { kind: 'ok', templates: parsed, create: (clock, random) => createGenerator(parsed, clock, random) }
}

function createGenerator(templates: readonly ParsedTemplate[], clock: Clock, random: Random): PayloadGenerator {
  let seq = 0
  return () => {
    const template = templates[Math.floor(random() * templates.length)]
    if (template === undefined) return []
    seq += 1
    const context: PayloadContext = { seq, source: template.source, clock, random }
    const payload: Argument[] = []
    for (const { name, parts } of template.fields) {
      let value = ''
      for (const part of parts) value += typeof part === 'string' ? part : part(context)
      payload.push(name, toArgument(value))
    }
    return payload
  }
}
