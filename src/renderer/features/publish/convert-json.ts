import { compactJson, decodeJsonString, scanJson, type JsonToken } from '@shared/lib/json-text'
import { bytesToText, textToBytes, type ByteText } from '@shared/redis/byte-text'

export interface FieldText {
  name: ByteText
  value: ByteText
}

/** A conversion, with what it costs: `losses` are sentences about what cannot be turned back. */
export type Conversion<T> = { ok: true; result: T; losses: string[] } | { ok: false; message: string }

function listNames(names: readonly string[]): string {
  const shown = [...new Set(names)].slice(0, 4).map((name) => JSON.stringify(name))
  return names.length > shown.length ? `${shown.join(', ')} and more` : shown.join(', ')
}

/** Index of the token that closes the bracket at `open`. The tokens come from a text that scans, so there is one. */
function closingIndex(text: string, tokens: readonly JsonToken[], open: number): number {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    const token = tokens[index]
    if (token?.kind !== 'punctuation') continue
    const character = text.charAt(token.start)
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return index
  }
  return tokens.length - 1
}

/** The members of one JSON object as fields, in order, duplicates kept. Values that are no strings keep their JSON text. */
export function objectToFields(text: string): Conversion<FieldText[]> {
  const scan = scanJson(text)
  if (!scan.ok) return { ok: false, message: `Not valid JSON: ${scan.problem.message} Line ${scan.problem.line}, column ${scan.problem.column}.` }
  const { tokens } = scan
  const root = tokens[0]
  if (root === undefined || text.charAt(root.start) !== '{') return { ok: false, message: 'Only a JSON object can be split into fields; this is another value.' }
  if (tokens.length === 2) return { ok: false, message: 'The object is empty, and an entry needs at least one field.' }

  const fields: FieldText[] = []
  const retyped: string[] = []
  const nested: string[] = []
  const repaired: string[] = []
  const decode = (source: string, owner?: string): ByteText => {
    const decoded = decodeJsonString(source)
    const text = bytesToText(textToBytes(decoded))
    if (text !== decoded) repaired.push(owner ?? decoded)
    return text
  }
  // Each member is name, colon, value and the comma or closing bracket after it.
  for (let index = 1; index < tokens.length - 1;) {
    const nameToken = tokens[index]
    const valueToken = tokens[index + 2]
    if (nameToken === undefined || valueToken === undefined) break
    const name = decode(text.slice(nameToken.start, nameToken.end))
    let last = index + 2
    if (valueToken.kind === 'string') fields.push({ name, value: decode(text.slice(valueToken.start, valueToken.end), name) })
    else {
      if (valueToken.kind === 'punctuation') {
        last = closingIndex(text, tokens, index + 2)
        nested.push(name)
      } else retyped.push(name)
      fields.push({ name, value: compactJson(text, tokens.slice(index + 2, last + 1)) })
    }
    index = last + 2
  }
  const losses: string[] = []
  if (retyped.length > 0) losses.push(`${listNames(retyped)}: became text. A field has no types, so joining back gives strings.`)
  if (nested.length > 0) losses.push(`${listNames(nested)}: nested values became JSON text.`)
  if (repaired.length > 0) losses.push(`${listNames(repaired)}: held half a surrogate pair, which is no text and became U+FFFD.`)
  return { ok: true, result: fields, losses }
}

/** Fields as one JSON object of strings, in order. Splitting it again gives the same fields. */
export function fieldsToObject(fields: readonly FieldText[]): Conversion<string> {
  const names = fields.map((field) => field.name)
  const doubled = names.filter((name, index) => names.indexOf(name) !== index)
  const binary = fields.filter((field) => JSON.stringify(field).includes('\\ud')).map((field) => field.name)
  const losses: string[] = []
  if (doubled.length > 0) losses.push(`${listNames(doubled)}: there twice. The text keeps both, but most readers of JSON keep only the last.`)
  if (binary.length > 0) losses.push(`${listNames(binary)}: bytes that are no UTF-8 became \\udcXX escapes, which only Sluice turns back.`)
  const members = fields.map(({ name, value }) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return { ok: true, result: members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n}`, losses }
}
