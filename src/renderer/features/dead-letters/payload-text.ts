import { scanJson } from '@shared/lib/json-text'
import type { ByteText } from '@shared/redis/byte-text'
import { fieldsToObject, isTypeable, objectToFields } from '../publish'

export interface FieldText {
  name: ByteText
  value: ByteText
}

/** A payload as text to edit. `name`: it is one field whose value is the JSON; absent, it is an object of all fields. */
export interface PayloadText {
  name?: ByteText
  text: string
}

export type ParsedPayload = { ok: true; fields: FieldText[]; note: string | undefined } | { ok: false; problem: string }

/** One field of JSON is edited as that JSON, anything else as one object of strings: order, doubled names and all bytes are kept. */
export function toPayloadText(fields: readonly FieldText[]): PayloadText {
  const [only] = fields
  if (fields.length === 1 && only !== undefined && isTypeable(only.value) && /^\s*[{[]/.test(only.value) && scanJson(only.value).ok) return { name: only.name, text: only.value }
  const object = fieldsToObject(fields)
  return { text: object.ok ? object.result : '{}' }
}

/** The fields that the text stands for, or the first mistake in it. */
export function parsePayload({ name, text }: PayloadText): ParsedPayload {
  if (name === undefined) {
    const object = objectToFields(text)
    return object.ok ? { ok: true, fields: object.result, note: object.losses[0] } : { ok: false, problem: object.message }
  }
  const scan = scanJson(text)
  return scan.ok ? { ok: true, fields: [{ name, value: text }], note: undefined } : { ok: false, problem: `Line ${scan.problem.line}, column ${scan.problem.column}: ${scan.problem.message}` }
}
