import type { ReactNode } from 'react'
import { SafeText } from '../../ui/safe-text'
import type { CheckWords } from './describe-check'
import styles from './labs-view.module.css'

const SIGNS: Record<CheckWords['tone'], string> = { good: '✓', bad: '✕', unknown: '?' }

/** What a check found. It is announced by whoever asked. */
export function CheckResult({ words: { tone, sentence, details } }: { words: CheckWords }): ReactNode {
  return (
    <section aria-label="Last check">
      <p className={styles.checked} data-tone={tone}><span aria-hidden>{SIGNS[tone]}</span> <SafeText text={sentence} /></p>
      {details.length > 0 && <ul className={styles.details}>{details.map((text) => <li key={text}><SafeText text={text} /></li>)}</ul>}
    </section>
  )
}
