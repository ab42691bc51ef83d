import type { ReactNode } from 'react'
import { formatCount } from '../lib/format-count'
import { formatKeys } from '../lib/format-keys'
import { useCurrentStream } from '../store/current'
import { useSettings } from '../store/settings-store'
import { setView, useView } from '../store/view-store'
import { tip } from '../ui/tooltip'
import styles from './app.module.css'
import { selectPendingTotal } from './pending-total'
import { useStale } from './use-stale'
import { VIEWS } from './views'

function PendingBadge(): ReactNode {
  const stream = useCurrentStream()
  const threshold = useSettings((store) => store.settings.idleThresholdMs)
  const total = selectPendingTotal(stream, threshold)
  const stale = useStale()
  if (total === undefined || total.count === 0) return undefined
  const words = `${formatCount(total.count)} pending${total.late ? ', some of them late' : ''}${stale ? ', when last read' : ''}`
  return <em data-late={total.late} data-stale={stale} {...tip(words)}><span aria-hidden>{total.count > 999 ? '1k+' : total.count}</span><span className="visually-hidden">{words}</span></em>
}

/** The views. */
export function Rail(): ReactNode {
  const current = useView((view) => view.view)
  return (
    <nav className={styles.rail} aria-label="Views">
      {VIEWS.map(({ id, title, icon: Icon, keys }) => (
        <button key={id} type="button" aria-current={id === current ? 'page' : undefined} onClick={() => setView({ view: id })} {...tip(`${title} (${formatKeys(keys)})`)}>
          <Icon aria-hidden size={18} />
          {title}
          {id === 'pending' && <PendingBadge />}
        </button>
      ))}
    </nav>
  )
}
