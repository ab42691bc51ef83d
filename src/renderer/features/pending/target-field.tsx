import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import { Name } from '../../ui/name'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import type { ClaimTarget } from './claim-target'
import styles from './action-bar.module.css'

/** Who shall receive entries: a consumer that is there, or a new name. */
export type TargetChoice = { kind: 'known'; name: ByteText } | { kind: 'new'; name: string }

export interface TargetFieldProps {
  targets: readonly ClaimTarget[]
  value: TargetChoice
  onChange: (choice: TargetChoice) => void
  labelHidden?: boolean
}

/** Names from the server and the choice of a new one, told apart by a prefix: any name is legal. */
const NEW = '+'

export function TargetField({ targets, value, onChange, labelHidden = false }: TargetFieldProps): ReactNode {
  return (
    <span className={styles.target}>
      <Select
        label="To"
        labelHidden={labelHidden}
        value={value.kind === 'new' ? NEW : `=${value.name}`}
        onChange={(chosen) => onChange(chosen === NEW ? { kind: 'new', name: '' } : { kind: 'known', name: chosen.slice(1) })}
        options={[
          ...targets.map(({ name, note }) => ({ value: `=${name}`, label: <Name name={name} limit={40} />, hint: note })),
          { value: NEW, label: 'A new name…', hint: 'Redis creates the consumer with the claim.' }
        ]}
      />
      {value.kind === 'new' && <TextField label="Name" labelHidden={labelHidden} mono value={value.name} onChange={(name) => onChange({ kind: 'new', name })} placeholder="consumer name" />}
    </span>
  )
}

/** Why nothing can be claimed to this choice, or undefined. */
export function targetProblem(choice: TargetChoice): string | undefined {
  return choice.kind === 'new' && choice.name === '' ? 'Name the consumer that shall receive them.' : undefined
}
