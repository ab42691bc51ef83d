import type { ReactNode } from 'react'
import type { ConsumerState } from '@shared/model/worker-state'
import { useLabGroup } from '../../store/use-lab-group'
import { Property, PropertyList } from '../../ui/property-list'
import { SafeText } from '../../ui/safe-text'
import { describeCrash, describePart } from './describe-policies'
import styles from './group-policies.module.css'

const PARTS = [
  ['ack', 'ack order'], ['idempotency', 'idempotency'], ['retry', 'retry'], ['deadLetter', 'dead letters'], ['breaker', 'circuit breaker'], ['reclaim', 'reclaim'], ['lease', 'lease'], ['backpressure', 'backpressure'],
  ['poison', 'poison']
] as const

/** What a consumer of ours does with an entry, in short. It is changed in its group. */
export function ConsumerPolicies({ worker }: { worker: ConsumerState }): ReactNode {
  const lab = useLabGroup(worker, worker.group)
  const { policies } = worker.settings
  const effect = policies?.handler.effect
  const plain = lab?.group.effect === true && effect === undefined
  const said = { ...policies, poison: policies?.handler.poison }
  const off = PARTS.filter(([part]) => describePart(part, said) === undefined).map(([, name]) => name)
  const crash = policies === undefined ? undefined : describeCrash({ ...policies, effect: effect !== undefined })
  return (
    <>
      {plain && <p className={styles.warn}>A plain one: it acknowledges without the effect of its group.</p>}
      {policies === undefined
        ? !plain && <p className={styles.note}>None: it takes its time and acknowledges.</p>
        : (
            <PropertyList>
              {effect !== undefined && <Property name="effect"><SafeText text={`${effect.kind} by ${policies.handler.name}`} /></Property>}
              {PARTS.map(([part, name]) => {
                const words = describePart(part, said)
                return words !== undefined && <Property key={part} name={name} hint={part === 'ack' && crash !== undefined ? `When it crashes: ${crash.text}` : undefined}><SafeText text={words} /></Property>
              })}
              {off.length > 0 && <Property name="off">{off.join(', ')}</Property>}
            </PropertyList>
          )}
    </>
  )
}
