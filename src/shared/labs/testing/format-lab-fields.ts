import { z } from 'zod'
import { labFile } from '../lab-file'

/** The parts of JSON Schema that the schema of lab files comes to. */
interface Schema {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  maxLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  additionalProperties?: Schema | false
}

const SECTIONS: readonly [path: string, title: string][] = [['', 'The file'], ['streams', 'A stream'], ['intake', 'The intake'], ['sources', 'A source'], ['groups', 'A group']]

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``

function formatBounds(low: number | undefined, most: number | undefined): string {
  const high = most === Number.MAX_SAFE_INTEGER ? undefined : most
  if (low === undefined) return high === undefined ? '' : ` up to ${high}`
  return high === undefined ? ` from ${low}` : ` ${low} to ${high}`
}

const variantsOf = (schema: Schema): Schema[] => schema.oneOf ?? schema.anyOf ?? []
const isNested = (schema: Schema): boolean => schema.properties !== undefined || variantsOf(schema).some((each) => each.properties !== undefined)

function formatValue(schema: Schema): string {
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ')
  const variants = variantsOf(schema)
  if (variants.length > 0) return [...new Set(variants.map(formatVariant))].join(', or ')
  if (schema.items !== undefined) return `list of${formatBounds(schema.minItems, schema.maxItems)} ${isNested(schema.items) ? 'of these parts' : `${formatValue(schema.items)}s`}`
  if (schema.type === 'boolean') return '`true`, `false`'
  if (schema.type === 'integer') return `whole number${formatBounds(schema.minimum, schema.maximum)}`
  if (schema.type === 'number') return `number${formatBounds(schema.minimum, schema.maximum)}`
  if (schema.properties !== undefined) return 'these parts'
  return schema.additionalProperties ? 'name and text' : 'text'
}

/** `{ by: sweeper }` where one part tells which it is, else its parts. */
function formatVariant(schema: Schema): string {
  const parts = Object.entries(schema.properties ?? {})
  if (parts.length === 0) return formatValue(schema)
  const [name, told] = parts.find(([, part]) => part.const !== undefined) ?? []
  return told === undefined ? code(`{ ${parts.map(([part]) => part).join(', ')} }`) : code(`{ ${name}: ${String(told.const)} }`)
}

function formatRow(path: string, value: string, fallback: string, about: string): string {
  return `| ${code(path)} | ${value} | ${fallback} | ${about.replaceAll('|', '\\|')} |`
}

function formatPart(path: string, schema: Schema, isRequired: boolean): string[] {
  const fallback = schema.default === '' ? 'empty' : schema.default !== undefined ? code(schema.default) : isRequired ? 'must be there' : ''
  const own = formatRow(path, formatValue(schema), fallback, schema.description ?? '')
  const inner = schema.items !== undefined && isNested(schema.items) ? schema.items : schema
  const nested = variantsOf(inner).filter((each) => each.properties !== undefined)
  if (nested.length === 0) return [own, ...formatParts(path, inner)]
  return [own, ...nested.flatMap((each) => {
    const told = Object.values(each.properties ?? {}).find((part) => part.const !== undefined)
    const rows = formatParts(path, each, true)
    return told?.description === undefined ? rows : [formatRow(path, formatVariant(each), '', told.description), ...rows]
  })]
}

/** `bare`: without the part whose value tells which variant it is. */
function formatParts(path: string, { properties = {}, required = [] }: Schema, bare = false): string[] {
  return Object.entries(properties).flatMap(([name, part]) => (bare && part.const !== undefined ? [] : formatPart(path === '' ? name : `${path}.${name}`, part, required.includes(name) && part.default === undefined)))
}

/** Every field of a lab file as the schema has it, for docs/lab-file-fields.md. */
export function formatLabFields(): string {
  const whole = z.toJSONSchema(labFile, { io: 'input' }) as Schema
  const sections = SECTIONS.map(([path, title]) => {
    const part = path === '' ? { ...whole, properties: Object.fromEntries(Object.entries(whole.properties ?? {}).filter(([name]) => !SECTIONS.some(([section]) => section === name))) } : whole.properties?.[path]
    const parts = part?.items ?? part ?? {}
    return [`## ${title}`, '', '| field | value | if left out | |', '| --- | --- | --- | --- |', ...formatParts('', parts), ''].join('\n')
  })
  return ['# Fields of a lab file', '', 'Written from the schema that checks them (`src/shared/labs/lab-file.ts`); [lab-files.md](lab-files.md) explains how they work together. Times are milliseconds.', '', ...sections].join('\n')
}
