import { parseCount } from '@shared/redis/count'
import { parseEntryId } from '@shared/redis/entry-id'
import { parseDuration } from './duration-text'
import type { Comparator, FilterTerm } from './pending-filter'
import { unquoteText } from './quoted-text'

export interface ParsedFilter {
  terms: FilterTerm[]
  /** One sentence for each word that could not be read. Such words filter nothing. */
  problems: string[]
}

type Read = FilterTerm | { problem: string }

/** Reads the filter line: `owner:wd-1 idle:>10m deliveries:>=3 id:>1700 gone:yes "any text"`. */
export function parseFilter(line: string): ParsedFilter {
  const terms: FilterTerm[] = []
  const problems: string[] = []
  for (const word of splitWords(line)) {
    const read = readWord(word)
    if ('problem' in read) problems.push(read.problem)
    else terms.push(read)
  }
  return { terms, problems }
}

/** Splits at spaces, except inside quotes. A quote opens only at the start of a word or right after its colon. */
function splitWords(line: string): string[] {
  return line.match(/(?:[a-z]+:)?"(?:[^"\\]|\\.)*"?\S*|\S+/gs) ?? []
}

function readWord(word: string): Read {
  const [, key, value] = /^(owner|idle|deliveries|id|gone):(.*)$/s.exec(word) ?? []
  switch (key) {
    case 'owner':
      return readOwner(word, value ?? '')
    case 'idle':
      return value === 'released' ? { kind: 'released' } : readIdle(word, value ?? '')
    case 'deliveries':
      return readDeliveries(word, value ?? '')
    case 'id':
      return readId(word, value ?? '')
    case 'gone':
      if (value === 'yes' || value === 'no' || value === 'unknown') return { kind: 'gone', gone: value }
      return { problem: `${word}: write gone:yes, gone:no or gone:unknown.` }
    default:
      return readText(word)
  }
}

function readOwner(word: string, value: string): Read {
  if (value === 'none') return { kind: 'no-owner' }
  if (value === '') return { problem: 'owner: needs a name. Write owner:"" for the empty name, owner:none for no owner.' }
  if (!value.startsWith('"')) return { kind: 'owner', name: value }
  const name = unquoteText(value)
  return name === undefined ? { problem: notQuoted(word) } : { kind: 'owner', name }
}

function readText(word: string): Read {
  if (!word.startsWith('"')) return { kind: 'text', text: word }
  const text = unquoteText(word)
  return text === undefined ? { problem: notQuoted(word) } : { kind: 'text', text }
}

function notQuoted(word: string): string {
  return `${word}: the quotes do not close, or a backslash in them is none of \\" \\\\ \\xHH \\u{HEX}.`
}

function readComparison(value: string): { is: Comparator; operand: string } {
  const [, is, operand] = /^(>=|<=|>|<|=)?(.*)$/s.exec(value) ?? []
  return { is: is === '>=' || is === '<=' || is === '>' || is === '<' ? is : '=', operand: operand ?? '' }
}

function readIdle(word: string, value: string): Read {
  const { is, operand } = readComparison(value)
  const ms = parseDuration(operand)
  return ms === undefined ? { problem: `${word}: write a time with its unit, for example idle:>10m or idle:<=500ms.` } : { kind: 'idle', is, ms }
}

function readDeliveries(word: string, value: string): Read {
  const { is, operand } = readComparison(value)
  const count = parseCount(operand)
  return count === undefined ? { problem: `${word}: write a whole number, for example deliveries:>=3.` } : { kind: 'deliveries', is, count }
}

/** A bare millisecond stands for all its sequences: `>1700` starts after the last of them, `<1700` before the first. */
function readId(word: string, value: string): Read {
  const { is, operand } = readComparison(value)
  const id = parseEntryId(operand, is === '>' || is === '<=' ? 'max' : '0')
  return id === undefined ? { problem: `${word}: write an entry id, for example id:>1700000000000 or id:=1700000000000-0.` } : { kind: 'id', is, id }
}
