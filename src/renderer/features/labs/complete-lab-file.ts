import { labFile } from '@shared/labs/lab-file'
import { z } from 'zod'

/** The part of a JSON schema that completion looks at. */
interface Schema {
  type?: string | undefined
  description?: string | undefined
  const?: unknown
  enum?: unknown[] | undefined
  properties?: Record<string, Schema> | undefined
  items?: Schema | undefined
  anyOf?: Schema[] | undefined
  oneOf?: Schema[] | undefined
  additionalProperties?: Schema | boolean | undefined
}

export interface Completion {
  text: string
  about: string | undefined
}

const SCHEMA = z.toJSONSchema(labFile, { io: 'input' }) as Schema

/** Of several forms all may be meant. */
function forms(schema: Schema): Schema[] {
  const several = schema.anyOf ?? schema.oneOf
  return several === undefined ? [schema] : several.flatMap(forms)
}

function propertiesOf(schema: Schema): Map<string, Schema> {
  const found = new Map<string, Schema>()
  for (const form of forms(schema)) for (const [name, property] of Object.entries(form.properties ?? {})) if (!found.has(name)) found.set(name, property)
  return found
}

function inside(schema: Schema, part: string | undefined): Schema[] {
  return forms(schema).flatMap((form) => {
    const next = part === undefined ? form.items : form.properties?.[part]
    return next === undefined ? [] : [next]
  })
}

/** A line of YAML as completion sees it: how far in, whether it begins an item, and its key. */
function readLine(line: string): { indent: number; item: boolean; key: string | undefined } {
  const [, spaces = '', dash = '', rest = ''] = /^( *)((?:- +)*)(.*)$/.exec(line) ?? []
  const [, key] = /^([A-Za-z0-9_]+) *:/.exec(rest) ?? []
  return { indent: spaces.length + dash.length, item: dash !== '', key }
}

/** The keys that lead to the line, outermost first; undefined stands for an item of a list. */
function pathTo(lines: readonly string[], line: number, indent: number): (string | undefined)[] {
  const path: (string | undefined)[] = []
  let limit = indent
  for (let at = line; at >= 0; at--) {
    const text = lines[at] ?? ''
    if (text.trim() === '' || text.trim().startsWith('#')) continue
    const { indent: own, item, key } = readLine(text)
    const start = /^ */.exec(text)?.[0].length ?? 0
    if (item && own === limit) {
      path.unshift(undefined)
      limit = start + 1
    }
    if (at < line && own < limit && key !== undefined) {
      path.unshift(key)
      limit = item ? own : start
      if (item) {
        path.unshift(undefined)
        limit = start + 1
      }
    }
  }
  return path
}

function schemasAt(path: readonly (string | undefined)[]): Schema[] {
  return path.reduce<Schema[]>((schemas, part) => schemas.flatMap((schema) => inside(schema, part)), [SCHEMA])
}

function valuesOf(schema: Schema): Completion[] {
  return forms(schema).flatMap((form): Completion[] => {
    if (form.type === 'boolean') return ['true', 'false'].map((text) => ({ text, about: form.description }))
    const values = form.const === undefined ? (form.enum ?? []) : [form.const]
    return values.map((value) => ({ text: String(value), about: form.description }))
  })
}

function unique(completions: readonly Completion[]): Completion[] {
  return [...new Map(completions.map((completion) => [completion.text, completion])).values()]
}

/** What may stand at the offset of a lab file: parts that fit there, or the values of the part before the colon. */
export function completeLabFile(text: string, offset: number): Completion[] {
  const before = text.slice(0, offset).split('\n')
  const current = before.at(-1) ?? ''
  const { indent } = readLine(current)
  const path = pathTo(before, before.length - 1, indent)
  const flow = /[{,]\s*([A-Za-z0-9_]*)$/.exec(current)
  const owner = /([A-Za-z0-9_]+) *: *\{[^}]*$/.exec(current)?.[1]
  const value = /([A-Za-z0-9_]+) *: +([^\s{,]*)$/.exec(current)
  const here = schemasAt(path)
  const within = owner === undefined ? here : here.flatMap((schema) => inside(schema, owner))
  if (value?.[1] !== undefined && flow === null) return unique(within.flatMap((schema) => inside(schema, value[1])).flatMap(valuesOf))
  return unique(within.flatMap((schema) => [...propertiesOf(schema)].map(([name, property]) => ({ text: `${name}: `, about: property.description }))))
}
