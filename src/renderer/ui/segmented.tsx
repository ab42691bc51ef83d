import { RadioGroup } from 'radix-ui'
import { useId, type ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import styles from './segmented.module.css'
import { tip } from './tooltip'

export interface SegmentedProps<T extends string> {
  label: string
  labelHidden?: boolean
  hint?: ReactNode
  error?: string | undefined
  /** Undefined: nothing chosen yet. */
  value: T | undefined
  onChange: (value: T) => void
  options: readonly { value: T; label: ReactNode; hint?: string }[]
}

/** One of a few, all in sight. */
export function Segmented<T extends string>({ label, labelHidden = false, hint, error, value, onChange, options }: SegmentedProps<T>): ReactNode {
  const id = useId()
  return (
    <div className={styles.field}>
      <span id={id} className={joinClasses(styles.label, labelHidden && 'visually-hidden')}>{label}</span>
      <RadioGroup.Root
        className={styles.group}
        orientation="horizontal"
        aria-labelledby={id}
        aria-describedby={error === undefined && hint === undefined ? undefined : `${id}-note`}
        // `null`, not undefined: that would make it uncontrolled.
        value={value ?? null}
        onValueChange={(next) => {
          const chosen = options.find((option) => option.value === next)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <RadioGroup.Item key={option.value} value={option.value} className={styles.option} {...tip(option.hint)}>{option.label}</RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {(error !== undefined || hint !== undefined) && <p id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>{error ?? hint}</p>}
    </div>
  )
}
