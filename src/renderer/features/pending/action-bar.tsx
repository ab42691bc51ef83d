import { useState, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { GroupRef } from '@shared/model/stream-ref'
import type { ConsumerState } from '@shared/model/worker-state'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { Button } from '../../ui/button'
import { nameToText } from '../../ui/name-parts'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { AckDialog } from './ack-dialog'
import styles from './action-bar.module.css'
import type { BoardRow } from './board-row'
import { chooseTarget, type ClaimTarget } from './claim-target'
import { formatThreshold } from './format-threshold'
import { PreviewLine } from './preview-line'
import type { BulkAction } from './run-bulk-action'
import { RunProgress } from './run-progress'
import { TargetField, targetProblem, type TargetChoice } from './target-field'
import { previewRefusal, useActionPreview } from './use-action-preview'
import type { BulkRunner } from './use-bulk-run'
import { warnOfClaim } from './warn-of-claim'

export interface ActionBarProps {
  group: GroupRef
  /** Selected rows that are still in the list. */
  rows: readonly BoardRow[]
  own: readonly ConsumerState[]
  targets: readonly ClaimTarget[]
  thresholdMs: number
  /** Why writes are refused here at all. */
  refusal: string | undefined
  runner: BulkRunner
  /** The owner in the gravest trouble: what is claimed should not go to it. */
  troubled: ByteText | undefined
  mode: BulkAction['kind']
  onMode: (mode: BulkAction['kind']) => void
}

/** What can be done with pending entries: the exact command stands beside the button that sends it. */
export function ActionBar({ group, rows, own, targets, thresholdMs, refusal, runner, troubled, mode, onMode }: ActionBarProps): ReactNode {
  const [choice, setChoice] = useState<TargetChoice>()
  const [claimIdleMs, setClaimIdleMs] = useState(0)
  const [autoclaimIdleMs, setAutoclaimIdleMs] = useState<number>()
  const [confirming, setConfirming] = useState(false)
  const now = useNow(1000)

  const target: TargetChoice = choice ?? { kind: 'known', name: chooseTarget(targets, mode === 'claim' ? commonOwner(rows) : troubled) ?? '' }
  const minIdleMs = mode === 'claim' ? claimIdleMs : (autoclaimIdleMs ?? thresholdMs)
  const action = toAction(mode, rows, target, minIdleMs)
  const missing = action === undefined ? (mode === 'autoclaim' ? undefined : 'Select entries first.') : undefined
  const unnamed = mode === 'ack' ? undefined : targets.length === 0 && choice === undefined ? 'The group has no consumer. Choose a new name.' : targetProblem(target)
  const asked = unnamed === undefined ? action : undefined
  const preview = useActionPreview(group, asked)
  const warning = asked?.kind === 'claim' ? warnOfClaim(rows, own, target.name, minIdleMs, thresholdMs, now) : undefined
  const busy = runner.run.kind === 'running' ? 'An action is under way.' : undefined
  const reason = refusal ?? busy ?? missing ?? unnamed ?? previewRefusal(preview)

  const go = (): void => {
    if (action === undefined) return
    if (action.kind === 'ack') setConfirming(true)
    else void runner.start(action)
  }
  return (
    <section className={styles.bar} aria-label="Actions on pending entries">
      <div className={styles.controls}>
        <strong className={styles.count}>{formatCount(rows.length)} selected</strong>
        <Segmented
          label="Action"
          labelHidden
          value={mode}
          onChange={onMode}
          options={[
            { value: 'claim', label: 'Claim', hint: 'XCLAIM: hand the selected entries to a consumer.' },
            { value: 'autoclaim', label: 'Autoclaim', hint: 'XAUTOCLAIM: hand over whatever has been idle long enough, selected or not.' },
            { value: 'ack', label: 'Acknowledge', hint: 'XACK: take the selected entries off the list without work.' }
          ]}
        />
        {mode !== 'ack' && <span className={styles.pair}><span>to</span><TargetField labelHidden targets={targets} value={target} onChange={setChoice} /></span>}
        {mode !== 'ack' && (
          <span className={styles.pair}>
            <span>idle ≥</span>
            <span className={styles.seconds}><NumberField key={mode} label="Minimum idle time" labelHidden unit="s" min={0} integer={false} value={minIdleMs / 1000} onChange={(seconds) => { if (seconds !== undefined) (mode === 'claim' ? setClaimIdleMs : setAutoclaimIdleMs)(Math.round(seconds * 1000)) }} /></span>
          </span>
        )}
        <Button className={styles.go} variant={mode === 'ack' ? 'danger' : 'primary'} reason={reason} onClick={go}>{goLabel(mode, rows.length, target, minIdleMs)}</Button>
      </div>
      {runner.run.kind === 'idle' ? <ReasonOrPreview reason={refusal ?? missing ?? unnamed} action={asked} warning={warning} preview={preview} /> : <RunProgress runner={runner} />}
      {confirming && action?.kind === 'ack' && <AckDialog group={group} action={action} onClose={() => setConfirming(false)} onConfirm={() => { setConfirming(false); void runner.start(action) }} />}
    </section>
  )
}

function ReasonOrPreview({ reason, action, preview, warning }: { reason: string | undefined; action: BulkAction | undefined; preview: ReturnType<typeof useActionPreview>; warning: string | undefined }): ReactNode {
  return (
    <>
      {reason !== undefined && <p className={styles.refusal}>{reason}</p>}
      <PreviewLine action={action} preview={preview} warning={warning} />
    </>
  )
}

/** The owner that all rows have in common: a claim should not go back to it. */
function commonOwner(rows: readonly BoardRow[]): BoardRow['consumer'] {
  const owner = rows[0]?.consumer
  return rows.every((row) => row.consumer === owner) ? owner : undefined
}

function toAction(mode: BulkAction['kind'], rows: readonly BoardRow[], target: TargetChoice, minIdleMs: number): BulkAction | undefined {
  if (mode === 'autoclaim') return { kind: mode, consumer: target.name, minIdleMs }
  if (rows.length === 0) return undefined
  const ids = rows.map(({ id }) => id)
  return mode === 'ack' ? { kind: mode, ids } : { kind: mode, ids, consumer: target.name, minIdleMs }
}

function goLabel(mode: BulkAction['kind'], count: number, target: TargetChoice, minIdleMs: number): string {
  const to = target.name === '' ? '' : ` to ${nameToText(target.name, 24)}`
  const them = count === 0 ? '' : ` ${formatCount(count)}`
  if (mode === 'claim') return `Claim${them}${to}`
  return mode === 'ack' ? `Acknowledge${them}…` : `Autoclaim ≥ ${formatThreshold(minIdleMs)}${to}`
}
