import type { ReactNode } from 'react'
import styles from './property-list.module.css'
import { tip } from './tooltip'

/** Names and values, one pair a line. Children are `Property`. */
export function PropertyList({ children }: { children: ReactNode }): ReactNode {
  return <dl className={styles.list}>{children}</dl>
}

export function Property({ name, hint, children }: { name: string; hint?: string | undefined; children: ReactNode }): ReactNode {
  return <div className={styles.row}><dt {...tip(hint)}>{name}</dt><dd>{children}</dd></div>
}
