import { indentJson, scanJson } from '@shared/lib/json-text'
import { holdsBinary, textToBytes, type ByteText } from '@shared/redis/byte-text'
import { quoteArgument } from '@shared/redis/command-preview'
import type { Entry, EntryField } from '@shared/redis/entry'
import { useMemo, useState, type ReactNode } from 'react'
import { formatBytes } from '../../lib/format-bytes'
import { CopyButton } from '../../ui/copy-button'
import { JsonTokens } from '../../ui/json-tokens'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { SafeLines } from '../../ui/safe-text'
import { Tabs } from '../../ui/tabs'
import styles from './entry-inspector.module.css'
import { formatHex } from './format-hex'

/** Characters of one value that are drawn; copying takes all that was read. */
const SHOWN = 40_000
const HEX_SHOWN = 2048
const FIELDS_SHOWN = 100

type Form = 'payload' | 'raw' | 'hex'

/** JSON on lines of its own; undefined when it is no JSON object or list. */
function usePretty(value: ByteText): { text: string; tokens: Parameters<typeof JsonTokens>[0]['tokens'] } | undefined {
  return useMemo(() => {
    if (!/^\s*[{[]/.test(value)) return undefined
    const scan = scanJson(value)
    if (!scan.ok) return undefined
    const text = indentJson(value, scan.tokens)
    const again = scanJson(text)
    return again.ok ? { text, tokens: again.tokens } : undefined
  }, [value])
}

function Payload({ value }: { value: ByteText }): ReactNode {
  const pretty = usePretty(value)
  if (value === '') return <p className={styles.note}>empty</p>
  return (
    <pre className={styles.value}>
      {pretty === undefined ? <><SafeLines text={value.slice(0, SHOWN)} />{value.length > SHOWN && '…'}</> : <JsonTokens text={pretty.text} tokens={pretty.tokens} limit={SHOWN} />}
    </pre>
  )
}

function Value({ field, form }: { field: EntryField; form: Form }): ReactNode {
  if (form === 'payload') return <Payload value={field.value} />
  if (form === 'raw') {
    const quoted = quoteArgument(field.value.slice(0, SHOWN))
    return <pre className={styles.value}><bdi><SafeLines text={field.value === '' ? '""' : quoted} /></bdi>{field.value.length > SHOWN && '…'}</pre>
  }
  // A byte takes at most one unit, and a character at most four bytes: this many units give at least the bytes shown.
  return <pre className={styles.hex}>{formatHex(textToBytes(field.value.slice(0, HEX_SHOWN)).subarray(0, HEX_SHOWN))}{field.valueBytes > HEX_SHOWN && `\nfirst ${formatBytes(HEX_SHOWN)} of ${formatBytes(field.valueBytes)}`}</pre>
}

function Fields({ entry, form }: { entry: Entry; form: Form }): ReactNode {
  return (
    <dl className={styles.fields}>
      {entry.fields.slice(0, FIELDS_SHOWN).map((field, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- names may repeat; fields have no identity but their place
        <div key={index}>
          <dt>
            {form === 'payload' ? <Name name={field.name} limit={80} mono /> : <bdi className={styles.rawName}>{quoteArgument(field.name) || '""'}</bdi>}
            <span className={styles.size}>{holdsBinary(field.value) && 'binary · '}{formatBytes(field.valueBytes)}</span>
            <CopyButton text={holdsBinary(field.value) ? quoteArgument(field.value) : field.value} what={`value of ${nameToText(field.name, 40)}${holdsBinary(field.value) ? ', escaped' : ''}`} />
          </dt>
          <dd><Value field={field} form={form} /></dd>
        </div>
      ))}
      {entry.fieldCount > Math.min(entry.fields.length, FIELDS_SHOWN) && <p className={styles.note}>{entry.fieldCount - Math.min(entry.fields.length, FIELDS_SHOWN)} more fields are not drawn here.</p>}
    </dl>
  )
}

/** The fields of an entry in their order: for reading, as redis-cli writes them, or byte by byte. */
export function PayloadView({ entry }: { entry: Entry }): ReactNode {
  const [form, setForm] = useState<Form>('payload')
  return (
    <div className={styles.payload}>
      <Tabs
        label="How the fields are shown" value={form} onChange={setForm}
        tabs={[
          { value: 'payload', label: 'Payload', content: <Fields entry={entry} form="payload" /> },
          { value: 'raw', label: 'Raw', content: <Fields entry={entry} form="raw" /> },
          { value: 'hex', label: 'Hex', content: <Fields entry={entry} form="hex" /> }
        ]}
      />
    </div>
  )
}
