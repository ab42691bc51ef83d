import type { Bytes } from '../protocol/bytes'

/** One place of a pattern: what a single byte must be. */
type Piece = { kind: 'any' } | { kind: 'star' } | { kind: 'byte'; byte: string } | { kind: 'class'; not: boolean; ranges: [string, string][] }

function parseClass(pattern: Bytes, from: number): { piece: Piece; next: number } {
  let at = from
  const not = pattern[at] === '^'
  if (not) at += 1
  const ranges: [string, string][] = []
  for (;;) {
    const char = pattern[at]
    // An open class ends with the pattern, as in Redis.
    if (char === undefined) return { piece: { kind: 'class', not, ranges }, next: at }
    if (char === ']') return { piece: { kind: 'class', not, ranges }, next: at + 1 }
    if (char === '\\' && pattern[at + 1] !== undefined) {
      ranges.push([pattern[at + 1] as string, pattern[at + 1] as string])
      at += 2
    } else if (pattern[at + 1] === '-' && pattern[at + 2] !== undefined) {
      const [low, high] = [char, pattern[at + 2] as string].sort()
      ranges.push([low as string, high as string])
      at += 3
    } else {
      ranges.push([char, char])
      at += 1
    }
  }
}

function parsePattern(pattern: Bytes): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string
    if (char === '[') {
      const { piece, next } = parseClass(pattern, at + 1)
      pieces.push(piece)
      at = next
      continue
    }
    if (char === '*') {
      if (pieces.at(-1)?.kind !== 'star') pieces.push({ kind: 'star' })
    } else if (char === '?') pieces.push({ kind: 'any' })
    else if (char === '\\' && pattern[at + 1] !== undefined) {
      at += 1
      pieces.push({ kind: 'byte', byte: pattern[at] as string })
    } else pieces.push({ kind: 'byte', byte: char })
    at += 1
  }
  return pieces
}

function fits(piece: Piece, char: string): boolean {
  switch (piece.kind) {
    case 'byte':
      return piece.byte === char
    case 'class':
      return piece.ranges.some(([low, high]) => low <= char && char <= high) !== piece.not
    default:
      return true
  }
}

let last: { pattern: Bytes; pieces: Piece[] } = { pattern: '', pieces: [] }

/**
 * Redis's glob: `*`, `?`, `[a-z]`, `[^a]` and `\` before any of them. Only the last star is gone back to, so that no
 * pattern takes more than length times length steps: Redis once hung on `a*a*a*…b`. Nothing but the empty pattern matches
 * the empty text, not even `*`: commands that look over keys take a lone star as no pattern at all (7.0).
 */
export function matchGlob(pattern: Bytes, text: Bytes): boolean {
  if (text === '') return pattern === ''
  if (last.pattern !== pattern) last = { pattern, pieces: parsePattern(pattern) }
  const { pieces } = last
  let piece = 0
  let at = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const current = pieces[piece]
    if (current?.kind === 'star') {
      star = piece
      resume = at
      piece += 1
    } else if (current !== undefined && fits(current, text[at] as string)) {
      piece += 1
      at += 1
    } else if (star >= 0) {
      piece = star + 1
      resume += 1
      at = resume
    } else return false
  }
  while (pieces[piece]?.kind === 'star') piece += 1
  return piece === pieces.length
}
