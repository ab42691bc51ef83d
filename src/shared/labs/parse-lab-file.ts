import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import { findLabMistakes } from './find-lab-mistakes'
import { labFile, type LabFile } from './lab-file'

/** One thing that is wrong, where, and in a sentence. Lines and columns start at 1. */
export interface LabFileProblem {
  line: number
  column: number
  message: string
}

export type ParsedLabFile = { kind: 'ok'; file: LabFile } | { kind: 'bad'; problems: LabFileProblem[] }

/** A file is a page or two; more is no lab. */
const LARGEST_FILE = 256 * 1024

type Path = readonly PropertyKey[]

/** Where the value at the path stands, or the nearest thing around it that is there. */
function locate(document: Document, lines: LineCounter, path: Path): Pick<LabFileProblem, 'line' | 'column'> {
  for (let length = path.length; length >= 0; length--) {
    const found: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const offset = isNode(found) ? found.range?.[0] : undefined
    if (offset !== undefined) {
      const { line, col } = lines.linePos(offset)
      return { line, column: col }
    }
  }
  return { line: 1, column: 1 }
}

/** A key that does not belong there is itself the place. */
function locateKey(document: Document, lines: LineCounter, path: Path, key: string): Pick<LabFileProblem, 'line' | 'column'> {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key) : undefined
  const offset = pair !== undefined && isScalar(pair.key) ? pair.key.range?.[0] : undefined
  if (offset === undefined) return locate(document, lines, path)
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** `groups[0].reclaim.by` */
export function formatPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('')
}

/** Of several forms the one that was meant is the one with the fewest complaints. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? []
  return closest.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }))
}

function toProblems(document: Document, lines: LineCounter, error: z.ZodError): LabFileProblem[] {
  return error.issues.flatMap(meant).flatMap((issue) => {
    const where = formatPath(issue.path)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ ...locateKey(document, lines, issue.path, key), message: `${where === '' ? 'A lab' : where} has no part named ${key}.` }))
    }
    return [{ ...locate(document, lines, issue.path), message: `${where === '' ? 'The file' : where}: ${issue.message.replace(/^Invalid input: /, '')}.` }]
  })
}

/** Reads a lab file, YAML or JSON (which is YAML too). Never throws: what is wrong comes with its place, at most twenty things. */
export function parseLabFile(text: string): ParsedLabFile {
  if (text.length > LARGEST_FILE) return { kind: 'bad', problems: [{ line: 1, column: 1, message: `A lab file has at most ${LARGEST_FILE / 1024} KB.` }] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0) {
    return {
      kind: 'bad',
      problems: document.errors.slice(0, 20).map((error) => {
        const { line, col } = lines.linePos(error.pos[0])
        return { line, column: col, message: `${error.message}.` }
      })
    }
  }
  // Aliases could make a small file a huge one.
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    return { kind: 'bad', problems: [{ line: 1, column: 1, message: error instanceof Error ? `${error.message}.` : 'The file cannot be read.' }] }
  }
  const checked = labFile.safeParse(value)
  if (!checked.success) return { kind: 'bad', problems: toProblems(document, lines, checked.error).slice(0, 20) }
  const mistakes = findLabMistakes(checked.data)
  if (mistakes.length === 0) return { kind: 'ok', file: checked.data }
  return { kind: 'bad', problems: mistakes.slice(0, 20).map(({ path, message }) => ({ ...locate(document, lines, path), message })) }
}
