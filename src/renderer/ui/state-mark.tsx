import type { Count } from '@shared/redis/count'
import type { CSSProperties, ReactNode } from 'react'
import { formatCount } from '../lib/format-count'
import styles from './state-mark.module.css'
import { tip } from './tooltip'

export type MarkState = 'undelivered' | 'pending' | 'idle' | 'redelivered' | 'acked' | 'dead' | 'gone' | 'unowned'

/** The word of each state: the same everywhere. */
export const MARK_WORDS: Record<MarkState, string> = {
  undelivered: 'undelivered',
  pending: 'pending',
  idle: 'idle',
  redelivered: 'redelivered',
  acked: 'acknowledged',
  dead: 'dead-lettered',
  gone: 'pending, entry gone',
  unowned: 'no owner'
}

export interface StateMarkProps {
  state: MarkState
  /** For `idle`: idle ÷ threshold, 0 to 1; it fills from the bottom. */
  fill?: number
  /** For `redelivered`: how often it was delivered. */
  count?: Count
  /** Pixels before scaling. */
  size?: number
  /** Named for screen readers; without one the mark is decoration beside its word. */
  label?: string
  hint?: string | undefined
}

const countToMark = (count: Count): string => (formatCount(count).length > 2 ? '9+' : formatCount(count))

/** One entry's state as colour and shape. A plain span, because grids show thousands. */
export function StateMark({ state, fill = 1, count, size = 15, label, hint }: StateMarkProps): ReactNode {
  const share = Math.min(1, Math.max(0, fill))
  return (
    <span
      className={styles.mark}
      data-state={state}
      style={{ '--size': `${size}px`, '--fill': `${Math.round(share * 100)}%` } as CSSProperties}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      {...tip(hint)}
    >
      {state === 'redelivered' && count !== undefined ? countToMark(count) : undefined}
    </span>
  )
}

/** A mark and its word. */
export function StateWord({ state, fill, count, size }: Pick<StateMarkProps, 'state' | 'fill' | 'count' | 'size'>): ReactNode {
  return (
    <span className={styles.word}>
      <StateMark state={state} {...(fill !== undefined && { fill })} {...(count !== undefined && { count })} {...(size !== undefined && { size })} />
      {MARK_WORDS[state]}
    </span>
  )
}
