import type { ArgumentDoc } from './command'

// Short words for what COMMAND DOCS tells of arguments.

export const KEY: ArgumentDoc = { name: 'key', type: 'key' }
export const KEYS: ArgumentDoc = { ...KEY, flags: ['multiple'] }

export function argument(name: string, type: ArgumentDoc['type'] = 'string'): ArgumentDoc {
  return { name, type }
}

/** A word that stands for itself, as NX does. */
export function word(token: string): ArgumentDoc {
  return { name: token.toLowerCase(), type: 'pure-token', token }
}

/** A value after its word, as in COUNT 10. */
export function after(token: string, name: string, type: ArgumentDoc['type'] = 'integer'): ArgumentDoc {
  return { name, type, token }
}

export function optional(doc: ArgumentDoc): ArgumentDoc {
  return { ...doc, flags: ['optional', ...(doc.flags ?? [])] }
}

export function multiple(doc: ArgumentDoc): ArgumentDoc {
  return { ...doc, flags: [...(doc.flags ?? []), 'multiple'] }
}

export function oneOf(name: string, ...choices: ArgumentDoc[]): ArgumentDoc {
  return { name, type: 'oneof', arguments: choices }
}

export function block(name: string, ...parts: ArgumentDoc[]): ArgumentDoc {
  return { name, type: 'block', arguments: parts }
}
