import { useState, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { GroupRef } from '@shared/model/stream-ref'
import type { ConsumerState } from '@shared/model/worker-state'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Name } from '../../ui/name'
import { NumberField } from '../../ui/number-field'
import styles from './action-bar.module.css'
import { chooseTarget, type ClaimTarget } from './claim-target'
import { PreviewLine } from './preview-line'
import type { BulkAction } from './run-bulk-action'
import { RunProgress } from './run-progress'
import { TargetField, targetProblem, type TargetChoice } from './target-field'
import { previewRefusal, useActionPreview } from './use-action-preview'
import type { BulkRunner } from './use-bulk-run'
import { useHeldEntries } from './use-held-entries'
import { warnOfClaim } from './warn-of-claim'

export interface ClaimDialogProps {
  group: GroupRef
  /** Whose entries are to be handed over. */
  owner: ByteText
  own: readonly ConsumerState[]
  targets: readonly ClaimTarget[]
  thresholdMs: number
  refusal: string | undefined
  runner: BulkRunner
  onClose: () => void
}

/** Hands everything one owner holds to another consumer: reads its ids, shows the command, claims in checked calls. */
export function ClaimDialog({ group, owner, own, targets, thresholdMs, refusal, runner, onClose }: ClaimDialogProps): ReactNode {
  const read = useHeldEntries(group, owner)
  const [choice, setChoice] = useState<TargetChoice>()
  const [minIdleMs, setMinIdleMs] = useState(0)
  const now = useNow(1000)
  const others = targets.filter(({ name }) => name !== owner)
  const suggested = chooseTarget(others, owner)
  const target: TargetChoice = choice ?? (suggested === undefined ? { kind: 'new', name: '' } : { kind: 'known', name: suggested })
  const rows = read.reading?.rows ?? []
  const named = targetProblem(target) === undefined
  const action: BulkAction | undefined = rows.length === 0 || !named ? undefined : { kind: 'claim', ids: rows.map(({ id }) => id), consumer: target.name, minIdleMs }
  const idle = runner.run.kind === 'idle'
  const preview = useActionPreview(group, idle ? action : undefined)
  const empty = read.reading !== undefined && rows.length === 0 ? 'It holds nothing any more.' : undefined
  const reason = refusal ?? empty ?? targetProblem(target) ?? (read.reading === undefined ? 'Its entries are being read.' : previewRefusal(preview))
  const close = (): void => {
    if (runner.run.kind === 'running') return
    runner.dismiss()
    onClose()
  }
  return (
    <Dialog
      open
      onClose={close}
      width={620}
      title="Claim the entries of a consumer"
      description={<>Hands what <Name name={owner} /> holds to another consumer of <Name name={group.group} />, which gets them as delivered once more.</>}
      footer={idle
        ? <><Button onClick={close}>Cancel</Button><Button variant="primary" reason={reason} onClick={() => { if (action !== undefined) void runner.start(action) }}>Claim {rows.length > 0 ? formatCount(rows.length) : ''}</Button></>
        : <Button onClick={close} reason={runner.run.kind === 'running' ? 'Wait, or cancel it first.' : undefined}>Close</Button>}
    >
      <div className={styles.dialog}>
        {read.fault !== undefined && <p className={styles.refusal}>{read.fault.message} {read.fault.next}</p>}
        {idle && (
          <div className={styles.controls}>
            <TargetField targets={others} value={target} onChange={setChoice} />
            <span className={styles.seconds}><NumberField label="Minimum idle" unit="s" min={0} integer={false} value={minIdleMs / 1000} onChange={(seconds) => { if (seconds !== undefined) setMinIdleMs(Math.round(seconds * 1000)) }} /></span>
          </div>
        )}
        {idle && read.reading?.more === true && <p className={styles.warning}>These are its oldest {formatCount(rows.length)}. Claim the rest afterwards.</p>}
        {idle && reason !== undefined && refusal !== undefined && <p className={styles.refusal}>{reason}</p>}
        {idle && empty !== undefined && <p className={styles.effect}>{empty}</p>}
        <PreviewLine action={idle ? action : undefined} preview={preview} warning={warnOfClaim(rows, own, target.name, minIdleMs, thresholdMs, now)} />
        <RunProgress runner={runner} />
      </div>
    </Dialog>
  )
}
