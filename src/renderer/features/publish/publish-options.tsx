import { findMinIdProblem, findXaddIdProblem } from '@shared/redis/xadd-command'
import type { ReactNode } from 'react'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'
import { TextField } from '../../ui/text-field'
import type { TrimForm } from './publish-form'
import { changeForm, usePublish } from './publish-store'
import styles from './publish-view.module.css'

const TRIM_OPTIONS = [
  { value: 'none', label: 'None' },
  { value: 'maxlen', label: 'MAXLEN', hint: 'Keep at most so many entries.' },
  { value: 'minid', label: 'MINID', hint: 'Remove entries with ids below this one.' }
] as const

function TrimOptions(): ReactNode {
  const trim = usePublish((store) => store.form.trim)
  const set = (change: Partial<TrimForm>): void => changeForm({ trim: { ...trim, ...change } })
  return (
    <fieldset className={styles.options}>
      <Segmented label="Trim while adding" value={trim.by} onChange={(by) => set({ by })} options={TRIM_OPTIONS} />
      {trim.by === 'maxlen' && <NumberField label="Keep at most" unit="entries" min={0} max={Number.MAX_SAFE_INTEGER} value={trim.maxlen} onChange={(maxlen) => set({ maxlen })} onWrong={() => set({ maxlen: undefined })} />}
      {trim.by === 'minid' && <TextField label="Remove ids below" mono value={trim.minid} onChange={(minid) => set({ minid })} error={trim.minid === '' ? undefined : findMinIdProblem(trim.minid)} />}
      {trim.by !== 'none' && (
        <>
          <Segmented
            label="How exactly" value={trim.approximate ? 'approximate' : 'exact'} onChange={(how) => set({ approximate: how === 'approximate' })}
            options={[{ value: 'approximate', label: '~ whole nodes', hint: 'Redis removes whole internal nodes: cheap, and may keep some more.' }, { value: 'exact', label: '= exactly' }]}
          />
          {trim.approximate && <NumberField label="LIMIT" optional min={0} max={Number.MAX_SAFE_INTEGER} unit="entries" value={trim.limit} onChange={(limit) => set({ limit })} hint="At most so many are removed by this one command. Empty: the server’s own limit." />}
          <p className={styles.warn}>Trimming removes entries whether or not every group has read them.</p>
        </>
      )}
    </fieldset>
  )
}

/** Id, trimming and whether the stream may be created. */
export function PublishOptions({ isMissing }: { isMissing: boolean }): ReactNode {
  const id = usePublish((store) => store.form.id)
  const createStream = usePublish((store) => store.form.createStream)
  return (
    <div className={styles.options}>
      <TextField label="Entry id" mono value={id} onChange={(next) => changeForm({ id: next })} error={findXaddIdProblem(id)} hint={id === '*' ? 'The server chooses it.' : 'It must be greater than every id before it.'} />
      <TrimOptions />
      <Switch
        label="Create the stream when it is missing" checked={createStream} onChange={(next) => changeForm({ createStream: next })}
        hint={isMissing && !createStream ? 'There is no such stream now, so the server would refuse.' : createStream ? undefined : 'Off: NOMKSTREAM, so that a mistyped key creates nothing.'}
      />
    </div>
  )
}
