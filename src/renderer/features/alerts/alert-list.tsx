import { CircleAlert, Clock, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ruleOf } from '@shared/alerts/alert-rules'
import { describeFor } from '@shared/alerts/describe-alert'
import type { Alert } from '@shared/model/alert'
import { formatAge } from '../../lib/format-age'
import { formatClock } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { SafeText } from '../../ui/safe-text'
import styles from './alerts.module.css'
import { placeWords, showSubject } from './show-subject'
import { useAlertWords } from './use-alerts'

function Icon({ alert }: { alert: Alert }): ReactNode {
  if (alert.state === 'pending') return <Clock aria-hidden />
  return ruleOf(alert.name).severity === 'critical' ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />
}

/** Since when it holds, whether that is enough, and whether it is known just now. */
function Standing({ alert }: { alert: Alert }): ReactNode {
  const now = useNow(1000)
  const wanted = describeFor(alert.name)
  return (
    <p className={styles.since}>
      Since {formatClock(alert.since, 0)}, {formatAge(now - alert.since)} ago.
      {alert.state === 'pending' && wanted !== undefined && ` It fires when it held for ${wanted}.`}
      {alert.unknown !== undefined && <span className={styles.unknown}> Unknown since {formatClock(alert.unknown.since, 0)}: {alert.unknown.why}. The number is from before.</span>}
    </p>
  )
}

function AlertItem({ alert, onShow }: { alert: Alert; onShow: () => void }): ReactNode {
  const host = useHost()
  const { title, text, next } = useAlertWords()(alert)
  const show = (): void => {
    showSubject(alert)
    onShow()
  }
  return (
    <li className={styles.alert} data-state={alert.state} data-severity={ruleOf(alert.name).severity} data-muted={alert.muted || undefined}>
      <Icon alert={alert} />
      <div>
        <h3>{title}{alert.state === 'pending' && <small> not yet</small>}{alert.muted && <small> muted</small>}</h3>
        <p><SafeText text={text} /></p>
        <Standing alert={alert} />
        {alert.state === 'firing' && <p className={styles.next}>{next}</p>}
        <div className={styles.actions}>
          <Button size="small" onClick={show}>{placeWords(alert)}</Button>
          <Button size="small" variant="quiet" aria-pressed={alert.muted} hint={alert.muted ? 'Counts and is announced again' : 'Stays in this list, is not counted and not announced until it is over'} onClick={() => void attempt(() => host.alerts.setMuted({ alert: alert.id, muted: !alert.muted }))}>{alert.muted ? 'Unmute' : 'Mute'}</Button>
        </div>
      </div>
    </li>
  )
}

const RANK = (alert: Alert): number => (alert.muted ? 2 : alert.state === 'firing' ? 0 : 1)

/** Firing first, then what may fire, then what is muted. */
export function AlertList({ alerts, onShow }: { alerts: readonly Alert[]; onShow: () => void }): ReactNode {
  const ordered = [...alerts].sort((a, b) => RANK(a) - RANK(b) || a.since - b.since)
  return <ul className={styles.list}>{ordered.map((alert) => <AlertItem key={alert.id} alert={alert} onShow={onShow} />)}</ul>
}
