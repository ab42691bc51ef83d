import { useState, type ReactNode } from 'react'
import { NumberField, type NumberFieldProps } from '../../ui/number-field'

type PolicyNumberProps = Omit<NumberFieldProps, 'value' | 'onChange' | 'optional'> & { value: number; onCommit: (value: number) => void }

/** A number of a policy. It comes into force when the field is left or at Enter: half a number would be another policy. */
export function PolicyNumber({ value, onCommit, ...rest }: PolicyNumberProps): ReactNode {
  const [draft, setDraft] = useState<number>()
  const put = (text: string): void => {
    setDraft(undefined)
    // Something that is no number was typed after it: that is shown as a mistake, and not what stood before it put in force.
    if (draft !== undefined && draft !== value && Number(text) === draft) onCommit(draft)
  }
  return (
    <NumberField
      {...rest} value={value} onChange={setDraft}
      onBlur={(event) => put(event.currentTarget.value)}
      onKeyDown={(event) => { if (event.key === 'Enter') put(event.currentTarget.value) }}
    />
  )
}

/** Milliseconds, shown as seconds. */
export function PolicySeconds({ value, onCommit, min, max, ...rest }: PolicyNumberProps & { min: number; max: number }): ReactNode {
  return <PolicyNumber {...rest} unit="s" integer={false} min={min / 1000} max={max / 1000} value={value / 1000} onCommit={(seconds) => onCommit(Math.round(seconds * 1000))} />
}
