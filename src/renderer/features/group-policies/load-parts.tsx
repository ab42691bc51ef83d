import type { ReactNode } from 'react'
import type { ScaleOutPolicy } from '@shared/labs/lab-file'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'
import { PolicyNumber } from './policy-number'

const PAUSE = { pauseAbovePending: 50 }
const SCALE_OUT: ScaleOutPolicy = { lagAbove: 40, forMs: 20_000, max: 4, do: 'suggest' }

export function PausePart({ policies, onChange, reason }: PartProps): ReactNode {
  const { backpressure } = policies
  return (
    <>
      <Switch label="Pause new reads" hint="While more than that is pending, only what is pending is worked on." checked={backpressure !== undefined} reason={reason} onChange={(on) => onChange({ ...policies, backpressure: on ? PAUSE : undefined })} />
      {backpressure !== undefined && <div className={styles.fields}><PolicyNumber label="Above" unit="pending" disabled={reason !== undefined} min={1} max={1_000_000} value={backpressure.pauseAbovePending} onCommit={(above) => onChange({ ...policies, backpressure: { pauseAbovePending: above } })} /></div>}
    </>
  )
}

export function ScaleOutPart({ policies, onChange, reason }: PartProps): ReactNode {
  const { scaleOut } = policies
  const disabled = reason !== undefined
  const set = (change: Partial<ScaleOutPolicy>): void => { if (scaleOut !== undefined) onChange({ ...policies, scaleOut: { ...scaleOut, ...change } }) }
  return (
    <>
      <Switch label="Scale out by lag" hint="While the group falls behind: one consumer more, unless one stands idle." checked={scaleOut !== undefined} reason={reason} onChange={(on) => onChange({ ...policies, scaleOut: on ? SCALE_OUT : undefined })} />
      {scaleOut !== undefined && (
        <div className={styles.fields}>
          <PolicyNumber label="Lag above" unit="entries" disabled={disabled} min={1} max={1_000_000_000} value={scaleOut.lagAbove} onCommit={(lagAbove) => set({ lagAbove })} />
          <PolicyNumber label="And not falling for" unit="s" disabled={disabled} min={1} max={240} value={scaleOut.forMs / 1000} onCommit={(seconds) => set({ forMs: seconds * 1000 })} />
          <PolicyNumber label="Consumers at most" disabled={disabled} min={1} max={64} value={scaleOut.max} onCommit={(max) => set({ max })} />
          <Segmented label="Then" value={scaleOut.do} onChange={(next) => set({ do: next })} options={[{ value: 'suggest', label: 'Suggest it' }, { value: 'add', label: 'Add it', hint: 'By itself, up to the maximum.' }]} />
        </div>
      )}
    </>
  )
}
