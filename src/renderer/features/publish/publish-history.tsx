import type { ReactNode } from 'react'
import { formatClock } from '../../lib/format-time'
import { select } from '../../store/view-store'
import { Badge, type BadgeProps } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Name } from '../../ui/name'
import { applyFields, usePublish, type HistoryItem } from './publish-store'
import styles from './publish-view.module.css'

const TONES: Record<HistoryItem['outcome']['kind'], NonNullable<BadgeProps['tone']>> = { sending: 'neutral', ok: 'ok', failed: 'bad', unknown: 'warn' }

function HistoryRow({ item }: { item: HistoryItem }): ReactNode {
  const { outcome, request, stream } = item
  const id = outcome.kind === 'ok' ? outcome.id : undefined
  return (
    <li className={styles.historyRow}>
      <span className={styles.historyHead}>
        <Badge tone={TONES[outcome.kind]} hint={outcome.kind === 'failed' || outcome.kind === 'unknown' ? `${outcome.message} ${outcome.next}` : undefined}>{outcome.kind}</Badge>
        <span>{formatClock(item.at, 0)}</span>
        {id === undefined ? <Name name={stream.key} limit={28} mono /> : <Button size="small" variant="quiet" className={styles.idButton} onClick={() => select({ kind: 'entry', stream, id })}>{id}</Button>}
        <span className={styles.end}>
          <Button size="small" variant="quiet" reason={request === undefined ? 'It was over 1 MB and is not kept.' : undefined} onClick={() => { if (request !== undefined) applyFields(request.fields) }}>Use again</Button>
        </span>
      </span>
      <Name name={item.summary} limit={160} mono className={styles.summary} />
    </li>
  )
}

/** What was published since the page was opened, newest first. */
export function PublishHistory(): ReactNode {
  const history = usePublish((store) => store.history)
  return (
    <section className={styles.history} aria-label="Published in this session">
      <h3>This session</h3>
      {history.length === 0
        ? <p className={styles.about}>Nothing published yet. What you publish is listed here with its outcome.</p>
        : <ol>{history.map((item) => <HistoryRow key={item.key} item={item} />)}</ol>}
    </section>
  )
}
