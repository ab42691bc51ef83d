import { memo, type ReactNode } from 'react'
import type { Entry } from '@shared/redis/entry'
import { formatCounted } from '../../lib/format-count'
import { nameToText } from '../../ui/name-parts'
import styles from './pending-table.module.css'

/** As much of a payload as a row can show. */
const FIELDS = 12
const CHARACTERS = 160

/** The payload in one line, in the order of its fields. Text only, whatever bytes it holds. */
export const PayloadPreview = memo(function PayloadPreview({ entry, gone }: { entry: Entry | undefined; gone: boolean | undefined }): ReactNode {
  if (gone === true) return <span className={styles.gone}>no longer in the stream: trimmed or deleted before it was acknowledged</span>
  if (entry === undefined) return <span className={styles.gone}>not read</span>
  return (
    <bdi className={styles.payload}>
      {entry.fields.slice(0, FIELDS).map((field, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- names may repeat; fields have no identity but their place
        <span key={index}>
          <i>{nameToText(field.name, CHARACTERS)}=</i>
          {field.value === '' ? '""' : nameToText(field.value, CHARACTERS)}
          {field.valueBytes > CHARACTERS && field.value.length < CHARACTERS ? '…' : ''}{' '}
        </span>
      ))}
      {entry.fieldCount > FIELDS && <i>+{formatCounted(entry.fieldCount - FIELDS, 'field')}</i>}
    </bdi>
  )
})
