import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Field, type FieldProps } from './field'
import styles from './select.module.css'

export interface SelectProps<T> extends FieldProps {
  value: T | undefined
  onChange: (value: T) => void
  options: readonly { value: T; label: ReactNode; hint?: ReactNode }[]
  /** Shown while nothing is chosen. */
  placeholder?: string
  disabled?: boolean
}

/**
 * One of a list. Options are told apart by their place: their values may be any string from a server, and Radix refuses
 * the empty one, which is a legal name in Redis.
 */
export function Select<T>({ label, labelHidden, hint, error, value, onChange, options, placeholder = 'Choose…', disabled = false }: SelectProps<T>): ReactNode {
  const chosen = options.findIndex((option) => option.value === value)
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error}>
      {(ids) => (
        <Radix.Root
          disabled={disabled}
          value={chosen < 0 ? '' : String(chosen)}
          onValueChange={(next) => {
            const option = options[Number(next)]
            if (option !== undefined) onChange(option.value)
          }}
        >
          <Radix.Trigger {...ids} className={styles.trigger}>
            <span className={styles.value}><Radix.Value placeholder={placeholder} /></span>
            <Radix.Icon><ChevronDown aria-hidden size={14} /></Radix.Icon>
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content className={styles.list} position="popper" sideOffset={4} collisionPadding={8}>
              <Radix.Viewport>
                {options.map((option, index) => (
                  <Radix.Item key={index} value={String(index)} className={styles.option}>
                    <span className={styles.check}><Radix.ItemIndicator><Check aria-hidden size={13} /></Radix.ItemIndicator></span>
                    <span>
                      <Radix.ItemText>{option.label}</Radix.ItemText>
                      {option.hint !== undefined && <small>{option.hint}</small>}
                    </span>
                  </Radix.Item>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  )
}
