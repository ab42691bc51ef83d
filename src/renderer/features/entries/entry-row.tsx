import type { Entry } from '@shared/redis/entry'
import { entryIdMilliseconds, type EntryId } from '@shared/redis/entry-id'
import { RotateCw } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { formatBytes } from '../../lib/format-bytes'
import { formatDateTime } from '../../lib/format-time'
import { joinClasses } from '../../lib/join-classes'
import { IconButton } from '../../ui/icon-button'
import { tip } from '../../ui/tooltip'
import styles from './entry-list.module.css'
import { EntryPreview } from './entry-preview'
import { formatIdTime } from './format-id-time'
import { GroupMarks, type MarkedGroup } from './group-marks'

export interface EntryRowProps {
  entry: Entry
  groups: readonly MarkedGroup[]
  lastGeneratedId: EntryId | undefined
  isActive: boolean
  isSelected: boolean
  /** It came while the person was watching. */
  isFresh: boolean
  /** The stream's oldest id is newer now: it was trimmed or deleted after it was read. */
  isGone: boolean
  onOpen: (entry: Entry) => void
  onPublishAgain: (entry: Entry) => void
}

function TimeCell({ id }: { id: EntryId }): ReactNode {
  const ms = entryIdMilliseconds(id)
  if (ms === undefined) return <span className={styles.none} {...tip('The milliseconds of this id are beyond any date.')}>no date</span>
  return <span {...tip(`${formatDateTime(ms)}, by the id. Ids are made from the clock of the server or of whoever chose them.`)}>{formatIdTime(ms)}</span>
}

/** One entry on one line. */
export const EntryRow = memo(function EntryRow({ entry, groups, lastGeneratedId, isActive, isSelected, isFresh, isGone, onOpen, onPublishAgain }: EntryRowProps): ReactNode {
  return (
    <div
      className={joinClasses(styles.row, isActive && styles.active, isSelected && styles.selected, isFresh && styles.fresh, isGone && styles.gone)}
      role="presentation"
      onClick={() => onOpen(entry)}
    >
      <span role="gridcell" className={styles.id}>{entry.id}</span>
      <span role="gridcell" className={styles.time}><TimeCell id={entry.id} /></span>
      <span role="gridcell" className={styles.marks}>
        {isGone ? <span className={styles.goneWord} {...tip('It was there when this row was read. The oldest id of the stream is newer now.')}>gone since</span> : <GroupMarks id={entry.id} groups={groups} lastGeneratedId={lastGeneratedId} />}
      </span>
      <span role="gridcell" className={styles.fields}><EntryPreview entry={entry} /></span>
      <span role="gridcell" className={styles.size}>{formatBytes(entry.bytes)}</span>
      <span role="gridcell" className={styles.action}>
        <IconButton
          size="small" tabIndex={-1} label="Publish again…" icon={<RotateCw />}
          onClick={(event) => {
            event.stopPropagation()
            onPublishAgain(entry)
          }}
        />
      </span>
    </div>
  )
})
