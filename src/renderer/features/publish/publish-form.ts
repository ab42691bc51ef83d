import type { PublishRequest } from '@shared/contract/streams'
import { scanJson } from '@shared/lib/json-text'
import type { StreamRef } from '@shared/model/stream-ref'
import { countBytes, type ByteText } from '@shared/redis/byte-text'
import { findMinIdProblem, findXaddIdProblem } from '@shared/redis/xadd-command'
import type { PublishDraft } from '../../store/view-store'
import { formatEscaped, isTypeable, parseEscaped } from './escaped-text'

/** One field as it is edited. `escaped`: name and value are written with escapes, because a text box cannot hold them. */
export interface FieldRow {
  key: number
  name: string
  value: string
  escaped: boolean
}

export interface TrimForm {
  by: 'none' | 'maxlen' | 'minid'
  approximate: boolean
  maxlen: number | undefined
  minid: string
  limit: number | undefined
}

/** Everything a person can set for one entry. */
export interface PublishForm {
  /** A key typed here; undefined: the stream chosen at the top. */
  typedKey: string | undefined
  mode: 'fields' | 'json'
  rows: readonly FieldRow[]
  jsonName: string
  jsonText: string
  id: string
  createStream: boolean
  trim: TrimForm
}

export const EMPTY_FORM: PublishForm = {
  typedKey: undefined,
  mode: 'json',
  rows: [{ key: 0, name: '', value: '', escaped: false }],
  jsonName: 'data',
  jsonText: '{\n  \n}',
  id: '*',
  createStream: false,
  trim: { by: 'none', approximate: true, maxlen: 10_000, minid: '', limit: undefined }
}

/** Sizes of one entry, in bytes (TRUST F24). */
export const LARGE_ENTRY = 1024 * 1024
export const LARGEST_ENTRY = 64 * 1024 * 1024

export type BuiltRequest =
  | { ok: true; request: PublishRequest; bytes: number }
  | { ok: false; problem: string }

type FieldText = { name: ByteText; value: ByteText }

/** The bytes of a row, or what is wrong with its escapes. */
export function readRow(row: FieldRow): { ok: true; field: FieldText } | { ok: false; message: string } {
  if (!row.escaped) return { ok: true, field: { name: row.name, value: row.value } }
  const name = parseEscaped(row.name)
  if (!name.ok) return name
  const value = parseEscaped(row.value)
  return value.ok ? { ok: true, field: { name: name.text, value: value.text } } : value
}

/** A row for a field from anywhere: with escapes when a text box would change or hide a byte of it. */
export function toRow({ name, value }: FieldText, key: number): FieldRow {
  const plain = isTypeable(name) && isTypeable(value) && !name.includes('\n')
  return plain ? { key, name, value, escaped: false } : { key, name: formatEscaped(name), value: formatEscaped(value), escaped: true }
}

function readFields(form: PublishForm): { ok: true; fields: FieldText[] } | { ok: false; problem: string } {
  if (form.mode === 'json') {
    const scan = scanJson(form.jsonText)
    if (!scan.ok) return { ok: false, problem: `The JSON is not valid. Line ${scan.problem.line}, column ${scan.problem.column}: ${scan.problem.message}` }
    return { ok: true, fields: [{ name: form.jsonName, value: form.jsonText }] }
  }
  const fields: FieldText[] = []
  for (const [index, row] of form.rows.entries()) {
    const read = readRow(row)
    if (!read.ok) return { ok: false, problem: `Field ${index + 1}: ${read.message}` }
    fields.push(read.field)
  }
  if (fields.length === 0) return { ok: false, problem: 'An entry needs at least one field.' }
  const [first] = fields
  if (fields.length === 1 && first?.name === '' && first.value === '') return { ok: false, problem: 'Nothing to publish yet: the one field has no name and no value.' }
  return { ok: true, fields }
}

function readTrim({ by, approximate, maxlen, minid, limit }: TrimForm): { ok: true; trim: PublishRequest['trim'] } | { ok: false; problem: string } {
  const withLimit = approximate && limit !== undefined ? { limit } : {}
  if (by === 'none') return { ok: true, trim: undefined }
  if (by === 'maxlen') {
    return maxlen === undefined ? { ok: false, problem: 'MAXLEN needs a number of entries to keep.' } : { ok: true, trim: { by, approximate, threshold: maxlen, ...withLimit } }
  }
  const problem = findMinIdProblem(minid)
  return problem === undefined ? { ok: true, trim: { by, approximate, threshold: minid.trim(), ...withLimit } } : { ok: false, problem: `MINID: ${problem}` }
}

/** Size of an entry's names and values in bytes. */
export function measureFields(fields: readonly FieldText[]): number {
  return fields.reduce((sum, { name, value }) => sum + countBytes(name) + countBytes(value), 0)
}

/** What would be published, or the first thing that stands against it. */
export function buildRequest(form: PublishForm, stream: StreamRef): BuiltRequest {
  const read = readFields(form)
  if (!read.ok) return read
  const idProblem = findXaddIdProblem(form.id)
  if (idProblem !== undefined) return { ok: false, problem: idProblem }
  const trim = readTrim(form.trim)
  if (!trim.ok) return trim
  const bytes = measureFields(read.fields)
  if (bytes > LARGEST_ENTRY) return { ok: false, problem: 'Over 64 MiB: too large to publish from here. Redis would block others while it takes it in.' }
  return {
    ok: true, bytes,
    request: { ...stream, fields: read.fields, id: form.id.trim(), createStream: form.createStream, ...(trim.trim !== undefined && { trim: trim.trim }), confirmLarge: false }
  }
}

/** Fills the fields from an entry, byte for byte: as JSON when it is one JSON value that the editor keeps as it is. */
export function fillFields(form: PublishForm, fields: readonly FieldText[]): PublishForm {
  const [only] = fields
  const fitsEditor = only !== undefined && fields.length === 1 && isTypeable(only.name) && !only.name.includes('\n') && isTypeable(only.value) && /^\s*[{[]/.test(only.value) && scanJson(only.value).ok
  if (fitsEditor) return { ...form, mode: 'json', jsonName: only.name, jsonText: only.value }
  return { ...form, mode: 'fields', rows: fields.map(toRow) }
}

/** "Publish again": the fields of an entry, and a new id by the server. */
export function fillDraft(form: PublishForm, draft: PublishDraft): PublishForm {
  return { ...fillFields(form, draft.fields), id: '*' }
}
