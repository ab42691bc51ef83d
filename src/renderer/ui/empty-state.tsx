import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

export interface EmptyStateProps {
  title: string
  /** What would fill this, in a sentence. */
  children?: ReactNode
  action?: ReactNode
  icon?: ReactNode
}

/** Stands where nothing is: says what would fill it and offers it. */
export function EmptyState({ title, children, action, icon }: EmptyStateProps): ReactNode {
  return (
    <div className={styles.empty}>
      {icon}
      <h3>{title}</h3>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  )
}
