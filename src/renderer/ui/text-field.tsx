import type { ComponentProps, ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import { Field, type FieldProps } from './field'
import styles from './field.module.css'

export interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'id'> {
  value: string
  onChange: (value: string) => void
  /** For ids, keys, addresses and payloads. */
  mono?: boolean
  /** Shown inside, after the text. */
  suffix?: ReactNode
}

/** One line of text. */
export function TextField({ label, labelHidden, hint, error, value, onChange, mono = false, suffix, className, ...rest }: TextFieldProps): ReactNode {
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error}>
      {(ids) => (
        <span className={styles.box}>
          <input spellCheck={false} autoComplete="off" {...rest} {...ids} value={value} onChange={(event) => onChange(event.target.value)} className={joinClasses(styles.input, mono && styles.mono, className)} />
          {suffix !== undefined && <span className={styles.unit}>{suffix}</span>}
        </span>
      )}
    </Field>
  )
}

export interface TextAreaProps extends FieldProps, Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'id'> {
  value: string
  onChange: (value: string) => void
  mono?: boolean
}

/** Several lines of text. */
export function TextArea({ label, labelHidden, hint, error, value, onChange, mono = false, className, ...rest }: TextAreaProps): ReactNode {
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error}>
      {(ids) => (
        <span className={styles.box}>
          <textarea spellCheck={false} rows={3} {...rest} {...ids} value={value} onChange={(event) => onChange(event.target.value)} className={joinClasses(styles.input, styles.area, mono && styles.mono, className)} />
        </span>
      )}
    </Field>
  )
}
