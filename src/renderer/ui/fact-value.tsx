import type { Fact, Provenance } from '@shared/model/fact'
import type { ReactNode } from 'react'
import { formatClock } from '../lib/format-time'
import { joinClasses } from '../lib/join-classes'
import styles from './fact-value.module.css'
import { tip } from './tooltip'

/** How each origin is said on hover. */
export const PROVENANCE_WORDS: Record<Provenance, string> = {
  server: 'The server answered this',
  seen: 'Seen: our own workers or commands did it',
  counted: 'Counted by Sluice',
  estimate: 'An estimate: derived, may be wrong'
}

export interface FactValueProps<T> {
  fact: Fact<T>
  format: (value: T) => ReactNode
  className?: string | undefined
}

/** A value that says on hover where it comes from, or "unknown" that says why. Never zero for unknown. */
export function FactValue<T>({ fact, format, className }: FactValueProps<T>): ReactNode {
  if (!fact.known) return <span className={joinClasses(styles.unknown, className)} {...tip(`Unknown: ${fact.why}`)}>unknown</span>
  return (
    <span className={joinClasses(styles.known, className)} {...tip(`${PROVENANCE_WORDS[fact.from]}, ${formatClock(fact.at, 1)}.`)}>
      {format(fact.value)}
      {fact.from === 'estimate' && <small className={styles.estimate}> est.</small>}
    </span>
  )
}
