import { useState, type ReactNode } from 'react'
import type { PoisonPolicy } from '@shared/labs/lab-file'
import { Switch } from '../../ui/switch'
import { TextField } from '../../ui/text-field'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'

interface Draft {
  text: PoisonPolicy
  /** What was in force when it was typed: what comes into force later is shown instead. */
  over: string | undefined
}

const NOTHING: PoisonPolicy = { field: '', contains: '' }
const FAILS = 'Entries whose field holds this text always fail, whatever is done.'

/**
 * Entries that always fail. Off, the two fields say what the switch will turn on; on, what is typed comes into force when
 * the field is left or at Enter, for half a word would be poison to others.
 */
export function PoisonPart({ policies, onChange, reason }: PartProps): ReactNode {
  const { poison, ...rest } = policies
  const over = poison && JSON.stringify(poison)
  const [draft, setDraft] = useState<Draft>()
  const shown = draft !== undefined && draft.over === over ? draft.text : (poison ?? NOTHING)
  const whole = shown.field !== '' && shown.contains !== ''
  const turn = (on: boolean): void => {
    // What was on stays typed, to be turned on again.
    if (!on) setDraft({ text: shown, over: undefined })
    onChange(on ? { ...policies, poison: shown } : rest)
  }
  const put = (): void => {
    if (poison !== undefined && reason === undefined && whole && JSON.stringify(shown) !== over) onChange({ ...policies, poison: shown })
  }
  const field = (label: string, part: keyof PoisonPolicy, maxLength: number): ReactNode => (
    <TextField
      label={label} mono maxLength={maxLength} disabled={reason !== undefined} value={shown[part]} error={poison !== undefined && shown[part] === '' ? 'Say it, or turn this off.' : undefined}
      onChange={(text) => setDraft({ text: { ...shown, [part]: text }, over })}
      onKeyDown={(event) => { if (event.key === 'Enter') put() }}
      onBlur={() => {
        put()
        // Leaving shows what is in force again, so that a draft is never mistaken for it.
        if (poison !== undefined) setDraft(undefined)
      }}
    />
  )
  const missing = poison === undefined && !whole ? `Fill in both first. ${FAILS}` : undefined
  return (
    <>
      <Switch label="Poison" hint={FAILS} checked={poison !== undefined} reason={reason ?? missing} onChange={turn} />
      <div className={styles.texts}>
        {field('Field', 'field', 256)}
        {field('Contains', 'contains', 1024)}
      </div>
    </>
  )
}
