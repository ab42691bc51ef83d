import { useLayoutEffect, useRef, useState, type ComponentProps, type ReactNode } from 'react'
import { Field, type FieldProps } from './field'
import styles from './field.module.css'

export interface NumberFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'id' | 'min' | 'max' | 'type'> {
  value: number | undefined
  /** Called with each number within bounds; with undefined for an empty field when `optional`. */
  onChange: (value: number | undefined) => void
  /** Told of each text that is no number within bounds: who is, does nothing with the field until a number comes, and what was typed stays when it is left. */
  onWrong?: () => void
  min?: number
  max?: number
  /** Whole numbers only. Default true. */
  integer?: boolean
  optional?: boolean
  unit?: string
}

type Parsed = { kind: 'value'; value: number | undefined } | { kind: 'wrong'; message: string }

function parseNumber(text: string, { min, max, integer = true, optional = false }: Pick<NumberFieldProps, 'min' | 'max' | 'integer' | 'optional'>): Parsed {
  const trimmed = text.trim()
  if (trimmed === '') return optional ? { kind: 'value', value: undefined } : { kind: 'wrong', message: 'Enter a number.' }
  const value = Number(trimmed)
  if (!Number.isFinite(value)) return { kind: 'wrong', message: 'This is not a number.' }
  if (integer && !Number.isInteger(value)) return { kind: 'wrong', message: 'Enter a whole number.' }
  if (min !== undefined && value < min) return { kind: 'wrong', message: `At least ${min}.` }
  if (max !== undefined && value > max) return { kind: 'wrong', message: `At most ${max}.` }
  return { kind: 'value', value }
}

/**
 * A number with bounds. What is typed stays as typed; only numbers within bounds are passed on. While it is none, a form is not sent, and what was in
 * force before the typing began is in force again: not what its first digits happened to say.
 */
export function NumberField({ label, labelHidden, hint, error, value, onChange, onWrong, min, max, integer, optional, unit, ...rest }: NumberFieldProps): ReactNode {
  const rules = { ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...(integer !== undefined && { integer }), ...(optional !== undefined && { optional }) }
  const [typed, setDraft] = useState<string>()
  const input = useRef<HTMLInputElement>(null)
  const entered = useRef(value)
  // Who was told of a wrong text has no number until there is one again, whoever gave it.
  const draft = typed !== undefined && onWrong !== undefined && value !== undefined && parseNumber(typed, rules).kind === 'wrong' ? undefined : typed
  const text = draft ?? (value === undefined ? '' : String(value))
  const parsed = parseNumber(text, rules)
  const wrong = parsed.kind === 'wrong' && draft !== undefined ? parsed.message : undefined
  // With it the browser sends no form, and says why.
  useLayoutEffect(() => input.current?.setCustomValidity(wrong ?? ''), [wrong])
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error ?? wrong}>
      {(ids) => (
        <span className={styles.box}>
          <input
            inputMode={integer === false ? 'decimal' : 'numeric'}
            autoComplete="off"
            {...rest}
            {...ids}
            ref={input}
            value={text}
            className={styles.input}
            onChange={(event) => {
              setDraft(event.target.value)
              if (draft === undefined) entered.current = value
              const next = parseNumber(event.target.value, rules)
              if (next.kind === 'value') onChange(next.value)
              else if (onWrong !== undefined) onWrong()
              else if (value !== entered.current) onChange(entered.current)
            }}
            onBlur={(event) => {
              // Leaving shows what is in force again, so that a wrong draft is never mistaken for it.
              if (parsed.kind === 'value' || onWrong === undefined) setDraft(undefined)
              rest.onBlur?.(event)
            }}
          />
          {unit !== undefined && <span className={styles.unit}>{unit}</span>}
        </span>
      )}
    </Field>
  )
}
