import type { JsonToken } from '@shared/lib/json-text'
import type { ReactNode } from 'react'
import styles from './json-tokens.module.css'
import { SafeText } from './safe-text'

/** JSON in its own characters, told apart by kind. Tokens past `limit` characters are left out. */
export function JsonTokens({ text, tokens, limit }: { text: string; tokens: readonly JsonToken[]; limit: number }): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const token of tokens) {
    if (token.start >= limit) {
      parts.push('…')
      break
    }
    // Space between tokens is space by grammar and safe as it is.
    if (token.start > at) parts.push(text.slice(at, token.start))
    const source = text.slice(token.start, Math.min(token.end, limit))
    if (token.kind === 'punctuation') parts.push(source)
    else parts.push(<span key={token.start} className={styles[token.kind]}>{token.kind === 'number' || token.kind === 'word' ? source : <SafeText text={source} />}</span>)
    at = token.end
  }
  return parts
}
