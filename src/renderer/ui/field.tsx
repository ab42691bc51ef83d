import { useId, type ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import styles from './field.module.css'

export interface FieldProps {
  label: string
  /** Keeps the label for screen readers only. */
  labelHidden?: boolean | undefined
  hint?: ReactNode
  /** What is wrong with the value, in words. */
  error?: string | undefined
}

export interface FieldIds {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, hint and error around one control, wired for screen readers. */
export function Field({ label, labelHidden = false, hint, error, children }: FieldProps & { children: (ids: FieldIds) => ReactNode }): ReactNode {
  const id = useId()
  const describedBy = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`].filter((part) => part !== false).join(' ')
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={joinClasses(styles.label, labelHidden && 'visually-hidden')}>{label}</label>
      {children({ id, 'aria-describedby': describedBy === '' ? undefined : describedBy, 'aria-invalid': error === undefined ? undefined : true })}
      {error !== undefined && <p id={`${id}-error`} className={styles.error}>{error}</p>}
      {hint !== undefined && <p id={`${id}-hint`} className={styles.hint}>{hint}</p>}
    </div>
  )
}
