import { useState, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { SweeperState } from '@shared/model/stream-state'
import type { ConsumerState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { Name } from '../../ui/name'
import { describeRescue, type Diagnosis } from './diagnose-pending'
import styles from './pending-view.module.css'

export interface DiagnosisBannerProps {
  diagnoses: readonly Diagnosis[]
  sweeper: SweeperState | undefined
  /** Of the group, in the order they were added. */
  own: readonly ConsumerState[]
  onFix: (owner: ByteText) => void
}

/** The gravest trouble in a sentence, why we think so, and the way out. */
export function DiagnosisBanner({ diagnoses, sweeper, own, onFix }: DiagnosisBannerProps): ReactNode {
  const now = useNow(1000)
  const [open, setOpen] = useState(false)
  const [worst, ...others] = diagnoses
  if (worst === undefined) return undefined
  return (
    <Banner
      level={worst.level}
      title={<><Name name={worst.owner} limit={40} /> {worst.verb} {formatAge(now - worst.since)} and holds {formatCount(worst.holds)} {worst.holds === 1 ? 'entry' : 'entries'}.</>}
      actions={(
        <>
          <Button size="small" variant="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>Why do we think so?</Button>
          <Button size="small" onClick={() => onFix(worst.owner)}>Fix…</Button>
        </>
      )}
    >
      <span className={styles.rescue}>{describeRescue(sweeper, own)}{others.length > 0 && ` ${others.length === 1 ? 'One more owner needs' : `${others.length} more owners need`} a look.`}</span>
      {open && (
        <ul className={styles.evidence}>
          {worst.evidence.map((line) => <li key={line}>{line}</li>)}
          {others.map(({ owner, verb, since, holds }) => (
            <li key={`=${owner}`}>
              <Name name={owner} limit={40} /> {verb} {formatAge(now - since)} and holds {formatCount(holds)}. <Button size="small" variant="quiet" onClick={() => onFix(owner)}>Fix…</Button>
            </li>
          ))}
        </ul>
      )}
    </Banner>
  )
}
