import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import type { StreamRef } from '@shared/model/stream-ref'
import type { PendingWindow } from '@shared/model/stream-state'
import { compareCounts } from '@shared/redis/count'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { select } from '../../store/view-store'
import { useServerNow } from '../../store/use-server-now'
import { Button } from '../../ui/button'
import { EntryIdText } from '../../ui/name'
import { StateMark } from '../../ui/state-mark'
import { openPending } from '../pending'
import styles from './inspector.module.css'
import { PanelSection } from './panel'

export interface HeldEntriesProps {
  stream: StreamRef
  group: ByteText
  consumer: ByteText
  window: PendingWindow | undefined
  /** The server's count; undefined while it has not told one. */
  pending: number | undefined
  /** Ids that our own worker has received and not yet acknowledged. */
  inFlight: readonly EntryId[]
  thresholdMs: number
}

const MOST_ROWS = 20

/** What a consumer holds, by the server; what is in its hands right now is marked. */
export function HeldEntries({ stream, group, consumer, window, pending, inFlight, thresholdMs }: HeldEntriesProps): ReactNode {
  const now = useServerNow(500)
  const rows = window?.rows.filter((row) => row.consumer === consumer) ?? []
  const inHand = new Set(inFlight)
  const shown = rows.slice(0, MOST_ROWS)
  const rest = pending === undefined ? 0 : Math.max(0, pending - shown.length)
  return (
    <PanelSection title="Holds" aside={pending === undefined ? 'not read yet' : `${formatCount(pending)} by the server`}>
      {shown.length > 0 && (
        <table className={styles.table}>
          <tbody>
            {shown.map((row) => {
              const idle = row.idle < 0 ? undefined : row.idle + Math.max(0, now - (window?.at ?? now))
              const again = compareCounts(row.deliveries, 1) > 0
              const late = idle !== undefined && idle >= thresholdMs
              return (
                <tr key={row.id}>
                  <td>
                    <StateMark
                      state={row.gone === true ? 'gone' : again ? 'redelivered' : late ? 'idle' : 'pending'}
                      label={row.gone === true ? 'pending, entry gone' : again ? 'redelivered' : late ? 'idle past the threshold' : 'pending'}
                      {...(again && { count: row.deliveries })}
                    />
                  </td>
                  <td><button type="button" className={styles.link} onClick={() => select({ kind: 'entry', stream, id: row.id })}><EntryIdText id={row.id} /></button></td>
                  <td className={styles.number}>{idle === undefined ? 'released' : formatAge(idle)}</td>
                  <td className={styles.note}>{inHand.has(row.id) ? 'in hand' : ''}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {pending === 0 && <p className={styles.note}>Nothing.</p>}
      {rest > 0 && <p className={styles.note}>{shown.length > 0 ? `and ${formatCount(rest)} more` : `${formatCount(rest)}, further back than is read here`}</p>}
      {pending !== undefined && pending > 0 && <div className={styles.actions}><Button size="small" onClick={() => openPending(stream, group, consumer)}>Claim its entries…</Button></div>}
    </PanelSection>
  )
}
