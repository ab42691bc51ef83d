import type { LogFacts } from './logger'

const SECRET_NAME = /password|passwd|secret|token|cookie|authorization|credential/i
/** `//user:password@` in an address, wherever it stands in a text. */
const SECRET_IN_ADDRESS = /(\/\/[^\s/:@]*):[^\s/]*@/g
const DEEPEST = 6

export function redactText(text: string): string {
  return text.replace(SECRET_IN_ADDRESS, '$1:[redacted]@')
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return '[deeper]'
  // An error's own fields are left out: ioredis, for one, keeps the arguments of AUTH in them (TRUST C5).
  if (value instanceof Error) return { name: value.name, message: redactText(value.message), ...(value.stack !== undefined && { stack: redactText(value.stack) }) }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, SECRET_NAME.test(name) ? '[redacted]' : redactValue(item, depth + 1)]))
}

/** Facts as they may be written down: without what is named like a secret and without passwords in addresses. */
export function redactFacts(facts: LogFacts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, SECRET_NAME.test(name) ? '[redacted]' : redactValue(value, 0)]))
}
