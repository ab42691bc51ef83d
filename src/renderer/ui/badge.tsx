import type { ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import styles from './badge.module.css'
import { tip } from './tooltip'

export interface BadgeProps {
  tone?: 'neutral' | 'info' | 'ok' | 'warn' | 'bad' | 'again'
  /** Filled, for a mode that must not be overlooked. */
  solid?: boolean
  hint?: string | undefined
  children: ReactNode
}

/** A short word with a tone. The word carries the meaning, the tone only repeats it. */
export function Badge({ tone = 'neutral', solid = false, hint, children }: BadgeProps): ReactNode {
  return <span className={joinClasses(styles.badge, styles[tone], solid && styles.solid)} {...tip(hint)}>{children}</span>
}
