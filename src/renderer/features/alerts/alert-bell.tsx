import { Bell } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { useCommands } from '../../store/command-registry'
import { Button } from '../../ui/button'
import { Popover } from '../../ui/popover'
import { AlertList } from './alert-list'
import styles from './alerts.module.css'
import { isCalling, useAlertLimits, useAlerts } from './use-alerts'

/** How many alerts fire, and on a click which, since when, and what to do. They are announced by their notices. */
export function AlertBell(): ReactNode {
  const alerts = useAlerts()
  const { pendingAbove } = useAlertLimits()
  const [open, setOpen] = useState(false)
  useCommands(useMemo(() => [{ id: 'alerts.show', title: 'Alerts', section: 'Sluice', keys: 'g a', run: () => setOpen(true) }], []))
  const calling = alerts.filter(isCalling).length
  const label = calling === 0 ? 'Alerts: none fires' : `Alerts: ${calling} ${calling === 1 ? 'fires' : 'fire'}`
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Alerts"
      width={420}
      trigger={<Button variant="quiet" className={styles.bell} aria-label={label} hint={label} icon={<Bell aria-hidden />} data-calling={calling > 0 || undefined}>{calling > 0 && <b>{calling > 99 ? '99+' : calling}</b>}</Button>}
    >
      <header className={styles.head}>
        <h2>Alerts</h2>
        <p>By the rules of observability/alerts.yml, on what is observed. Pending backlog: above {pendingAbove}, see Settings.</p>
      </header>
      {alerts.length === 0 ? <p className={styles.none}>Nothing holds that would be an alert. What is not observed or not known is not judged.</p> : <AlertList alerts={alerts} onShow={() => setOpen(false)} />}
    </Popover>
  )
}
