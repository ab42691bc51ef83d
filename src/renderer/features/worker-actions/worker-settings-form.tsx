import { useState, type ReactNode } from 'react'
import type { ConsumerState, ProducerState, WorkerState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { ConsumerSettingsForm, consumerProblem } from './consumer-settings-form'
import { ProducerSettingsForm, producerProblem } from './producer-settings-form'
import { useOnLabGround } from './trim-field'
import styles from './worker-actions.module.css'

/** The settings of a worker of ours. Until something is changed it follows the worker; changes are applied together. */
export function WorkerSettingsForm({ worker }: { worker: WorkerState }): ReactNode {
  return worker.role === 'consumer' ? <ConsumerForm key={worker.id} worker={worker} /> : <ProducerForm key={worker.id} worker={worker} />
}

function ConsumerForm({ worker }: { worker: ConsumerState }): ReactNode {
  const host = useHost()
  const { draft, setDraft, applying, apply } = useDraft(worker.settings, (settings) => host.workers.configureConsumer({ worker: worker.id, settings }))
  return (
    <>
      <ConsumerSettingsForm value={draft ?? worker.settings} onChange={setDraft} />
      <ApplyRow changed={draft !== undefined} problem={draft === undefined ? undefined : consumerProblem(draft)} applying={applying} onApply={apply} onReset={() => setDraft(undefined)} />
    </>
  )
}

function ProducerForm({ worker }: { worker: ProducerState }): ReactNode {
  const host = useHost()
  const { draft, setDraft, applying, apply } = useDraft(worker.settings, (settings) => host.workers.configureProducer({ worker: worker.id, settings }))
  return (
    <>
      <ProducerSettingsForm value={draft ?? worker.settings} onChange={setDraft} onLabGround={useOnLabGround(worker)} />
      <ApplyRow changed={draft !== undefined} problem={draft === undefined ? undefined : producerProblem(draft)} applying={applying} onApply={apply} onReset={() => setDraft(undefined)} />
    </>
  )
}

function useDraft<T>(current: T, send: (settings: T) => Promise<unknown>): { draft: T | undefined; setDraft: (draft: T | undefined) => void; applying: boolean; apply: () => void } {
  const [draft, setDraft] = useState<T>()
  const [applying, setApplying] = useState(false)
  const apply = async (): Promise<void> => {
    setApplying(true)
    if (await attempt(() => send(draft ?? current), 'Settings applied.')) setDraft(undefined)
    setApplying(false)
  }
  return { draft, setDraft, applying, apply: () => void apply() }
}

interface ApplyRowProps {
  changed: boolean
  problem: string | undefined
  applying: boolean
  onApply: () => void
  onReset: () => void
}

function ApplyRow({ changed, problem, applying, onApply, onReset }: ApplyRowProps): ReactNode {
  const unchanged = changed ? undefined : 'Nothing has been changed.'
  return (
    <div className={styles.foot}>
      <Button variant={changed ? 'primary' : 'default'} reason={unchanged ?? problem ?? (applying ? 'It is being applied.' : undefined)} onClick={onApply}>Apply</Button>
      <Button variant="quiet" reason={unchanged} onClick={onReset}>Reset</Button>
    </div>
  )
}
