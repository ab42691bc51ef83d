import { Switch as Radix } from 'radix-ui'
import { useId, type ReactNode } from 'react'
import styles from './switch.module.css'

export interface SwitchProps {
  label: string
  /** Stands elsewhere, e.g. as the head of a column; still its name. */
  labelHidden?: boolean
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  /** Why it cannot be changed now. */
  reason?: string | undefined
}

/** On or off, at once. */
export function Switch({ label, labelHidden = false, hint, checked, onChange, reason }: SwitchProps): ReactNode {
  const id = useId()
  const note = reason ?? hint
  return (
    <div className={styles.row}>
      <Radix.Root
        id={id}
        className={styles.switch}
        checked={checked}
        aria-disabled={reason === undefined ? undefined : true}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onCheckedChange={(next) => { if (reason === undefined) onChange(next) }}
      >
        <Radix.Thumb className={styles.thumb} />
      </Radix.Root>
      <div>
        <label htmlFor={id} className={labelHidden ? 'visually-hidden' : undefined}>{label}</label>
        {note !== undefined && <p id={`${id}-note`} className={styles.note}>{note}</p>}
      </div>
    </div>
  )
}
