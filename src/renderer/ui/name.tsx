import { entryIdMilliseconds, type EntryId } from '@shared/redis/entry-id'
import type { ByteText } from '@shared/redis/byte-text'
import type { ReactNode } from 'react'
import { formatDateTime } from '../lib/format-time'
import { joinClasses } from '../lib/join-classes'
import { nameToText, splitName } from './name-parts'
import styles from './name.module.css'
import { tip } from './tooltip'

export interface NameProps {
  name: ByteText
  /** Characters shown at most; the tooltip has more. */
  limit?: number
  mono?: boolean
  className?: string | undefined
}

/**
 * Any name or short value from a server. Isolated from the text around it, so that no bidi character in it can reorder
 * the page; what cannot be seen is shown as an escape; what does not fit is cut and in the tooltip.
 */
export function Name({ name, limit = 120, mono = false, className }: NameProps): ReactNode {
  if (name === '') return <span className={joinClasses(styles.empty, className)}>(empty name)</span>
  const cut = name.length > limit
  return (
    <bdi className={joinClasses(styles.name, mono && styles.mono, className)} {...tip(cut ? nameToText(name) : undefined)}>
      {splitName(cut ? name.slice(0, limit) : name).map((part, index) => (part.kind === 'plain' ? part.text : <span key={index} className={styles.escape}>{part.text}</span>))}
      {cut && '…'}
    </bdi>
  )
}

/** An entry id. Its tooltip has the time that its milliseconds say, which is the clock of whoever made the id. */
export function EntryIdText({ id, className }: { id: EntryId; className?: string | undefined }): ReactNode {
  const ms = entryIdMilliseconds(id)
  return <span className={joinClasses(styles.mono, className)} {...tip(ms === undefined ? undefined : `${formatDateTime(ms)} by the id's clock`)}>{id}</span>
}
