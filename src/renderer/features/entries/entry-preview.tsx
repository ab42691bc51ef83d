import { compactJson, scanJson } from '@shared/lib/json-text'
import { holdsBinary } from '@shared/redis/byte-text'
import type { Entry, EntryField } from '@shared/redis/entry'
import { memo, type ReactNode } from 'react'
import { formatCounted } from '../../lib/format-count'
import { JsonTokens } from '../../ui/json-tokens'
import { Name } from '../../ui/name'
import { SafeText } from '../../ui/safe-text'
import styles from './entry-preview.module.css'

/** What fits into one row, in characters: more would only be laid out to be clipped. */
const VALUE_SHOWN = 240
const FIELDS_SHOWN = 12

function looksLikeJson(value: string): boolean {
  return /^\s*[{[]/.test(value)
}

function ValuePreview({ field, shown }: { field: EntryField; shown: number }): ReactNode {
  const { value } = field
  if (value === '') return <span className={styles.note}>(empty)</span>
  if (looksLikeJson(value)) {
    const scan = scanJson(value)
    if (scan.ok) {
      const compact = compactJson(value, scan.tokens)
      const again = scanJson(compact)
      if (again.ok) return <bdi><JsonTokens text={compact} tokens={again.tokens} limit={shown} /></bdi>
    }
  }
  const isBinary = holdsBinary(value.slice(0, shown))
  return (
    <>
      {isBinary && <span className={styles.note}>binary </span>}
      <bdi><SafeText text={value.slice(0, shown)} />{value.length > shown && '…'}</bdi>
    </>
  )
}

/** The fields of an entry in their order, as far as one row goes. */
export const EntryPreview = memo(function EntryPreview({ entry }: { entry: Entry }): ReactNode {
  const shown = entry.fields.slice(0, FIELDS_SHOWN)
  const each = shown.length === 1 ? 2 * VALUE_SHOWN : Math.max(24, Math.floor((2 * VALUE_SHOWN) / Math.max(1, shown.length)))
  return (
    <>
      {shown.map((field, index) => (
        // By place: names repeat in Redis, and order is the only identity of a field.
        <span key={index} className={styles.pair}>
          <span className={styles.name}><Name name={field.name} limit={40} /><span className={styles.equals}>=</span></span>
          <ValuePreview field={field} shown={each} />
        </span>
      ))}
      {entry.fieldCount > shown.length && <span className={styles.note}>+{formatCounted(entry.fieldCount - shown.length, 'field')}</span>}
    </>
  )
})
