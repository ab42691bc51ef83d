import { useCallback, type ReactNode } from 'react'
import { CAUSE_WORDS, REPEAT_CAUSES } from '@shared/model/explain-repeat'
import { formatCount } from '../../lib/format-count'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { setLabView } from './lab-store'
import styles from './labs-view.module.css'
import { usePolled } from './use-polled'

/** How many are looked at; see the contract. */
const LOOKED_AT = 200

/** Effects that happened again, by why. Nothing while none did. */
export function RepeatCounts({ lab }: { lab: string }): ReactNode {
  const host = useHost()
  const { answer } = usePolled(useCallback(() => host.ledger.repeats({ lab }), [host, lab]))
  if (answer === undefined || answer.length === 0) return undefined
  const counts = REPEAT_CAUSES.map((cause) => ({ cause, count: answer.filter((repeat) => repeat.cause === cause).length })).filter(({ count }) => count > 0)
  const which = answer.length < LOOKED_AT ? '' : `The newest ${LOOKED_AT}: `
  return (
    <section className={styles.bar} aria-label="Effects that happened again">
      <p className={styles.about}>
        {formatCount(answer.length)} {answer.length === 1 ? 'effect' : 'effects'} happened again. {which}{counts.map(({ cause, count }) => `${formatCount(count)} ${CAUSE_WORDS[cause]}`).join(', ')}.
      </p>
      <Button size="small" variant="quiet" onClick={() => setLabView({ tab: 'effects' })}>Each with its reason</Button>
    </section>
  )
}
