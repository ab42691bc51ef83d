import type { ReactNode } from 'react'
import { isLabGround } from '@shared/model/lab-ground'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ProducerTrim } from '@shared/model/worker-state'
import { useWorkbench } from '../../store/workbench-store'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'

type TrimBy = 'maxlen' | 'minid' | 'never'

const BY: readonly { value: TrimBy; label: string; hint: string }[] = [
  { value: 'maxlen', label: 'To so many', hint: 'MAXLEN: the oldest go when there are more.' },
  { value: 'minid', label: 'By age', hint: 'MINID: what is older goes.' },
  { value: 'never', label: 'Never', hint: 'What it adds stays until somebody else trims.' }
]
const DAY_MS = 86_400_000

const byOf = (trim: ProducerTrim): TrimBy => (trim === 'never' ? trim : 'maxLen' in trim ? 'maxlen' : 'minid')

function convertTo(by: TrimBy, trim: ProducerTrim): ProducerTrim {
  if (by === byOf(trim)) return trim
  const exact = trim !== 'never' && trim.exact
  return by === 'never' ? by : by === 'maxlen' ? { maxLen: 10_000, exact } : { keepMs: 3_600_000, exact }
}

/** Whether the stream is one of labs, which never grow without end. */
export function useOnLabGround({ connection, key }: StreamRef): boolean {
  return useWorkbench((state) => {
    const found = state.connections[connection]
    return found !== undefined && isLabGround(found, key)
  })
}

/** How each XADD keeps the stream short. */
export function TrimField({ value, onChange, onLabGround }: { value: ProducerTrim; onChange: (value: ProducerTrim) => void; onLabGround: boolean }): ReactNode {
  return (
    <>
      <Segmented
        label="Trims the stream" value={byOf(value)} onChange={(by) => onChange(convertTo(by, value))} options={BY.filter(({ value: by }) => by !== 'never' || !onLabGround || value === 'never')}
        hint={value === 'never' ? undefined : `${'maxLen' in value ? 'MAXLEN' : 'MINID'} ${value.exact ? '=' : '~'} with each XADD. It asks neither whether an entry was read nor whether it is pending.`}
      />
      {value !== 'never' && (
        <>
          {'maxLen' in value
            ? <NumberField label="Keeps" unit="entries" min={0} max={Number.MAX_SAFE_INTEGER} value={value.maxLen} onChange={(maxLen) => { if (maxLen !== undefined) onChange({ maxLen, exact: value.exact }) }} />
            : <NumberField label="Keeps the last" unit="s" integer={false} min={0} max={DAY_MS / 1000} value={value.keepMs / 1000} onChange={(seconds) => { if (seconds !== undefined) onChange({ keepMs: Math.round(seconds * 1000), exact: value.exact }) }} />}
          <Segmented
            label="How exactly" value={value.exact ? 'exact' : 'about'} onChange={(how) => onChange({ ...value, exact: how === 'exact' })}
            options={[{ value: 'about', label: 'About (~)', hint: 'Only whole nodes of the stream go, some 100 entries each: far cheaper.' }, { value: 'exact', label: 'Exactly (=)', hint: 'To the last entry, at the price of rewriting a node.' }]}
          />
        </>
      )}
    </>
  )
}
