import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import styles from './banner.module.css'

export interface BannerProps {
  level: 'info' | 'warning' | 'error'
  title: ReactNode
  /** What follows from it and what to do, in a sentence. */
  children?: ReactNode
  actions?: ReactNode
}

const ICONS = { info: Info, warning: TriangleAlert, error: CircleAlert }

/** A fact about the whole view that a person should know before reading on. */
export function Banner({ level, title, children, actions }: BannerProps): ReactNode {
  const Icon = ICONS[level]
  return (
    <div role={level === 'error' ? 'alert' : 'status'} className={joinClasses(styles.banner, styles[level])}>
      <Icon aria-hidden size={16} />
      <div className={styles.text}><strong>{title}</strong> {children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
