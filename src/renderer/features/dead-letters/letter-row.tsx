import { memo, type ReactNode } from 'react'
import type { DeadLetter } from '@shared/contract/dead-letters'
import { formatCount } from '../../lib/format-count'
import { formatClock, formatDateTime } from '../../lib/format-time'
import { joinClasses } from '../../lib/join-classes'
import { Badge } from '../../ui/badge'
import { EntryIdText, Name } from '../../ui/name'
import { SelectRow, type SelectTableRow } from '../../ui/select-table'
import { tip } from '../../ui/tooltip'
import styles from './letter-table.module.css'

export interface LetterRowProps extends SelectTableRow {
  letter: DeadLetter
  opened: boolean
  edited: boolean
}

function State({ mark, edited }: Pick<DeadLetter, 'mark'> & { edited: boolean }): ReactNode {
  if (mark === 'unreadable') return <Badge tone="warn" hint="Its mark is none of Sluice’s: it is not redriven.">marked</Badge>
  if (mark?.undoing === true) return <Badge tone="warn" hint="Its undo was cut off: whether a consumer had it is not known.">undo cut off</Badge>
  if (mark !== undefined) return <Badge tone="ok" hint={`Redriven as ${mark.id} at ${formatDateTime(mark.at)} by ${mark.by}`}>redriven</Badge>
  return edited ? <Badge tone="info" hint="What was written for it goes instead of its payload.">edited</Badge> : <Badge tone="bad">waiting</Badge>
}

const unknown = <span className={styles.dim}>unknown</span>

/** One dead letter. */
export const LetterRow = memo(function LetterRow({ letter, opened, edited, ...row }: LetterRowProps): ReactNode {
  const { id, origin, mark } = letter
  // Where the handler never failed, or nobody wrote down how, why it was given up says more.
  const why = origin.error ?? origin.reason
  return (
    <SelectRow id={id} {...row} opened={opened} locked={mark !== undefined} columns={styles.columns}>
      <span role="cell"><EntryIdText id={id} /></span>
      <span role="cell"><State mark={mark} edited={edited} /></span>
      <span role="cell">{origin.handler === undefined ? unknown : <Name name={origin.handler} limit={40} />}</span>
      <span role="cell" className={joinClasses(styles.number, styles.wide)}>{origin.deliveries === undefined ? unknown : formatCount(origin.deliveries)}</span>
      <span role="cell" className={styles.wide} {...tip(origin.failedAt === undefined ? undefined : formatDateTime(origin.failedAt))}>{origin.failedAt === undefined ? unknown : formatClock(origin.failedAt, 0)}</span>
      <span role="cell" className={styles.error}>{why === undefined ? unknown : <Name name={why} limit={160} />}</span>
    </SelectRow>
  )
})
