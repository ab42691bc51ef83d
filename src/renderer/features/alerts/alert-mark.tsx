import { Bell } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GroupRef } from '@shared/model/stream-ref'
import { tip } from '../../ui/tooltip'
import styles from './alerts.module.css'
import { isCalling, useAlerts, useAlertWords } from './use-alerts'

/** A small bell where an alert of this group fires. */
export function AlertMark({ group: { connection, key, group } }: { group: GroupRef }): ReactNode {
  const describe = useAlertWords()
  const alerts = useAlerts().filter((alert) => isCalling(alert) && alert.subject.group === group && alert.subject.key === key && alert.subject.connection === connection)
  if (alerts.length === 0) return undefined
  const words = alerts.map(describe)
  return <span role="img" aria-label={`Alert: ${words.map(({ title }) => title.toLowerCase()).join(', ')}`} className={styles.mark} {...tip(words.map(({ text }) => text).join('\n'))}><Bell aria-hidden /></span>
}
