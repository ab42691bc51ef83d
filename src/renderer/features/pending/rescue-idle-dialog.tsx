import { useMemo, useState, type ReactNode } from 'react'
import { toStreamId, type GroupRef } from '@shared/model/stream-ref'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { useSettings } from '../../store/settings-store'
import { useWorkbench } from '../../store/workbench-store'
import { writeRefusal } from '../../store/write-refusal'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { nameToText } from '../../ui/name-parts'
import { NumberField } from '../../ui/number-field'
import { closeFaultDialog, useFaultDialog } from '../faults'
import { consumersOf } from '../worker-actions'
import styles from './action-bar.module.css'
import { idleAt } from './board-row'
import { chooseTarget, listTargets } from './claim-target'
import { PreviewLine } from './preview-line'
import { PAGE_ROWS } from './read-pending'
import type { BulkAction } from './run-bulk-action'
import { RunProgress } from './run-progress'
import { TargetField, targetProblem, type TargetChoice } from './target-field'
import { previewRefusal, useActionPreview } from './use-action-preview'
import { useBulkRun } from './use-bulk-run'
import { useHeldEntries } from './use-held-entries'
import { warnOfClaim } from './warn-of-claim'

const nothing = (): void => undefined

/** D6: what lies idle in a group is found with XPENDING and moved with XCLAIM to a consumer that works. */
function OneRescue({ group, onClose }: { group: GroupRef; onClose: () => void }): ReactNode {
  const read = useHeldEntries(group)
  const threshold = useSettings((store) => store.settings.idleThresholdMs)
  const workers = useWorkbench((state) => state.workers)
  const facts = useWorkbench((state) => state.streams[toStreamId(group)]?.groups.find(({ name }) => name === group.group)?.facts)
  const refusal = useWorkbench((state) => writeRefusal(state.connections[group.connection], group.key))
  const runner = useBulkRun(group, nothing)
  const [minIdleMs, setMinIdleMs] = useState(threshold)
  const [choice, setChoice] = useState<TargetChoice>()
  const now = useNow(1000)

  const own = useMemo(() => consumersOf(workers, group, group.group), [workers, group])
  const targets = listTargets(facts, own)
  const held = read.reading?.rows ?? []
  const suggested = chooseTarget(targets, held[0]?.consumer)
  const target: TargetChoice = choice ?? (suggested === undefined ? { kind: 'new', name: '' } : { kind: 'known', name: suggested })
  const rows = held.filter((row) => row.consumer !== target.name && (idleAt(row, now) ?? 0) >= minIdleMs)
  const unnamed = targetProblem(target)
  const action: BulkAction | undefined = rows.length === 0 || unnamed !== undefined ? undefined : { kind: 'claim', ids: rows.map(({ id }) => id), consumer: target.name, minIdleMs }
  const idle = runner.run.kind === 'idle'
  const preview = useActionPreview(group, idle ? action : undefined)
  const empty = read.reading !== undefined && rows.length === 0 ? `Nothing lies idle for ${minIdleMs / 1000} s at another consumer.` : undefined
  const reason = refusal ?? unnamed ?? empty ?? (read.reading === undefined ? 'The pending list is being read.' : previewRefusal(preview))
  const chosen = targets.find(({ name }) => name === target.name)
  const close = (): void => {
    if (runner.run.kind !== 'running') onClose()
  }
  return (
    <Dialog
      open
      onClose={close}
      width={620}
      title={`Rescue what lies idle in ${nameToText(group.group)}`}
      description="XPENDING finds the entries that nobody has touched for so long; XCLAIM moves them to a consumer that works, as delivered once more."
      footer={idle
        ? <><Button onClick={close}>Cancel</Button><Button variant="primary" reason={reason} onClick={() => { if (action !== undefined) void runner.start(action) }}>Rescue {rows.length > 0 ? formatCount(rows.length) : ''}</Button></>
        : <Button onClick={close} reason={runner.run.kind === 'running' ? 'Wait, or cancel it first.' : undefined}>Close</Button>}
    >
      <div className={styles.dialog}>
        {read.fault !== undefined && <p className={styles.refusal}>{read.fault.message} {read.fault.next}</p>}
        {idle && (
          <div className={styles.controls}>
            <TargetField targets={targets} value={target} onChange={setChoice} />
            <span className={styles.seconds}><NumberField label="Idle at least" unit="s" min={0} integer={false} value={minIdleMs / 1000} onChange={(seconds) => { if (seconds !== undefined) setMinIdleMs(Math.round(seconds * 1000)) }} /></span>
          </div>
        )}
        {idle && chosen?.working === false && <p className={styles.warning}>{nameToText(chosen.name, 40)}: {chosen.note}. What it is given waits until it works.</p>}
        {idle && <CommandLine command={['XPENDING', group.key, group.group, '-', '+', String(PAGE_ROWS)]} label="The command that found them" />}
        {idle && read.reading !== undefined && <p className={styles.effect}>{empty ?? `${formatCount(rows.length)} of the ${formatCount(held.length)} that were read ${rows.length === 1 ? 'lies' : 'lie'} idle for ${minIdleMs / 1000} s or more.`}{read.reading.more && ` These are its oldest ${formatCount(held.length)}: rescue the rest afterwards.`}</p>}
        {idle && refusal !== undefined && <p className={styles.refusal}>{refusal}</p>}
        <PreviewLine action={idle ? action : undefined} preview={preview} warning={warnOfClaim(rows, own, target.name, minIdleMs, threshold, now)} />
        <RunProgress runner={runner} />
      </div>
    </Dialog>
  )
}

/** Opened from the menu of a group. Mounted once by the app. */
export function RescueIdleDialog(): ReactNode {
  const dialog = useFaultDialog((store) => store.dialog)
  return dialog?.kind === 'rescue-idle' ? <OneRescue key={JSON.stringify(dialog.group)} group={dialog.group} onClose={closeFaultDialog} /> : undefined
}
