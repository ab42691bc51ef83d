import { scanJson } from '@shared/lib/json-text'
import { countBytes } from '@shared/redis/byte-text'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatBytes } from '../../lib/format-bytes'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { formatEscaped, isTypeable, parseEscaped } from './escaped-text'
import styles from './publish-view.module.css'
import { readRow, type FieldRow } from './publish-form'
import { changeForm, usePublish } from './publish-store'

/** What a value is, for eyes: JSON or not is only said, never required. */
function describeValue(row: FieldRow): { text: string; isWrong: boolean } {
  const read = readRow(row)
  if (!read.ok) return { text: read.message, isWrong: true }
  const { value } = read.field
  const size = formatBytes(countBytes(value))
  if (!/^\s*[{[]/.test(value)) return { text: size, isWrong: false }
  const scan = scanJson(value)
  return scan.ok ? { text: `JSON · ${size}`, isWrong: false } : { text: `${size} · looks like JSON, but: ${scan.problem.message} Line ${scan.problem.line}, column ${scan.problem.column}.`, isWrong: true }
}

function toggleEscapes(row: FieldRow): FieldRow | undefined {
  if (!row.escaped) return { ...row, name: formatEscaped(row.name), value: formatEscaped(row.value), escaped: true }
  const name = parseEscaped(row.name)
  const value = parseEscaped(row.value)
  if (!name.ok || !value.ok || !isTypeable(name.text) || !isTypeable(value.text) || name.text.includes('\n')) return undefined
  return { ...row, name: name.text, value: value.text, escaped: false }
}

function Row({ row, index, count, change, move, remove }: {
  row: FieldRow
  index: number
  count: number
  change: (row: FieldRow) => void
  move: (by: -1 | 1) => void
  remove: () => void
}): ReactNode {
  const about = describeValue(row)
  const toggled = toggleEscapes(row)
  const place = `field ${index + 1}`
  const lines = Math.min(8, Math.max(1, row.value.slice(0, 2000).split('\n').length))
  return (
    <li className={styles.fieldRow}>
      <input className={styles.input} aria-label={`Name of ${place}`} placeholder="name" spellCheck={false} autoComplete="off" value={row.name} onChange={(event) => change({ ...row, name: event.target.value })} />
      <textarea className={styles.input} aria-label={`Value of ${place}`} aria-describedby={`about-${row.key}`} placeholder="value" spellCheck={false} rows={lines} value={row.value} onChange={(event) => change({ ...row, value: event.target.value })} />
      <span className={styles.rowActions}>
        <Button
          size="small" variant="quiet" className={styles.escapes} aria-pressed={row.escaped} aria-label={`Write ${place} with escapes`}
          hint={'Write name and value with escapes: \\n, \\r, \\t, \\\\ and \\xHH for one byte.'}
          reason={toggled === undefined ? 'It holds bytes that a text box cannot show, or an escape that is not finished.' : undefined}
          onClick={() => { if (toggled !== undefined) change(toggled) }}
        >
          \x
        </Button>
        <IconButton size="small" label={`Move ${place} up`} icon={<ArrowUp />} reason={index === 0 ? 'It is the first.' : undefined} onClick={() => move(-1)} />
        <IconButton size="small" label={`Move ${place} down`} icon={<ArrowDown />} reason={index === count - 1 ? 'It is the last.' : undefined} onClick={() => move(1)} />
        <IconButton size="small" label={`Remove ${place}`} icon={<Trash2 />} reason={count === 1 ? 'An entry needs at least one field.' : undefined} onClick={remove} />
      </span>
      <p id={`about-${row.key}`} className={about.isWrong ? styles.aboutWrong : styles.about}>{about.text}</p>
    </li>
  )
}

/** The fields of the entry, in the order in which they are sent. */
export function FieldRows(): ReactNode {
  const rows = usePublish((store) => store.form.rows)
  const setRows = (next: readonly FieldRow[]): void => changeForm({ rows: next })
  return (
    <>
      <ol className={styles.fieldRows}>
        {rows.map((row, index) => (
          <Row
            key={row.key} row={row} index={index} count={rows.length}
            change={(changed) => setRows(rows.map((other) => (other.key === row.key ? changed : other)))}
            move={(by) => {
              const next = rows.filter((other) => other.key !== row.key)
              next.splice(index + by, 0, row)
              setRows(next)
            }}
            remove={() => setRows(rows.filter((other) => other.key !== row.key))}
          />
        ))}
      </ol>
      <div>
        <Button size="small" icon={<Plus />} onClick={() => setRows([...rows, { key: 1 + Math.max(-1, ...rows.map((row) => row.key)), name: '', value: '', escaped: false }])}>Add field</Button>
      </div>
    </>
  )
}
