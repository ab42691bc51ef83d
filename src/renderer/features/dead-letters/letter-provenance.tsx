import type { ReactNode } from 'react'
import type { DeadLetter } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import { formatCount } from '../../lib/format-count'
import { formatDateTime } from '../../lib/format-time'
import { select } from '../../store/view-store'
import { EntryIdText, Name } from '../../ui/name'
import { Property, PropertyList } from '../../ui/property-list'
import styles from './dead-letters.module.css'

function Known({ value, children }: { value: unknown; children: ReactNode }): ReactNode {
  return value === undefined ? <span className={styles.dim}>unknown</span> : children
}

/** Where a letter comes from and why it was given up, as far as its fields say, and what became of it. */
export function LetterProvenance({ stream, letter: { origin, mark } }: { stream: StreamRef; letter: DeadLetter }): ReactNode {
  const { stream: from, id, group, consumer, handler, deliveries, attempts, reason, error, failedAt } = origin
  const there = from === undefined ? undefined : { connection: stream.connection, key: from }
  return (
    <PropertyList>
      <Property name="From"><Known value={from}><Name name={from ?? ''} limit={60} mono /></Known></Property>
      <Property name="Entry"><Known value={id}>{there === undefined || id === undefined ? id : <button type="button" className={styles.link} onClick={() => select({ kind: 'entry', stream: there, id })}><EntryIdText id={id} /></button>}</Known></Property>
      <Property name="Group, consumer"><Known value={group}><Name name={group ?? ''} limit={40} /></Known>, <Known value={consumer}><Name name={consumer ?? ''} limit={40} /></Known></Property>
      <Property name="Handler"><Known value={handler}><Name name={handler ?? ''} limit={40} /></Known></Property>
      <Property name="Deliveries, attempts"><Known value={deliveries}>{formatCount(deliveries ?? 0)}</Known>, <Known value={attempts}>{formatCount(attempts ?? 0)}</Known></Property>
      <Property name="Given up"><Known value={failedAt}>{formatDateTime(failedAt ?? 0)}</Known></Property>
      <Property name="Why"><Known value={reason}><Name name={reason ?? ''} limit={400} /></Known></Property>
      <Property name="Last error"><Known value={error}><Name name={error ?? ''} limit={400} /></Known></Property>
      {mark !== undefined && mark !== 'unreadable' && <Property name="Reprocessed"><EntryIdText id={mark.id} /> at {formatDateTime(mark.at)} by <Name name={mark.by} limit={40} /></Property>}
    </PropertyList>
  )
}
