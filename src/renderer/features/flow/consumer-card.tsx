import { memo, useMemo, useState, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { selectHeld, type ConsumerNode } from '@shared/model/select-topology'
import type { ConsumerState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { useServerNow } from '../../store/use-server-now'
import { Button } from '../../ui/button'
import { ContextMenu } from '../../ui/menu'
import { EntryIdText, Name } from '../../ui/name'
import { tip } from '../../ui/tooltip'
import { useConsumerFaultItems } from '../faults'
import { openPending } from '../pending'
import { LinkBadge, RemoveDialog, useWorkerControls, WorkerActions, workerMenuItems } from '../worker-actions'
import styles from './consumer-card.module.css'
import { describeConsumer, describeNamesakes } from './describe-consumer'
import { GateStrip } from './gate-strip'
import { IdleRing } from './idle-ring'
import { useAnchor } from './motion/anchors'

export interface ConsumerCardProps {
  stream: StreamRef
  group: ByteText
  node: ConsumerNode
  /** When the facts were read. */
  readAt: number
  /** Idle time from which an entry counts as late, milliseconds. */
  lateAfter: number
  compact: boolean
}

/** A consumer of ours has a context menu with everything that can be done to it, also reachable by its buttons. */
function OwnMenu({ worker, children }: { worker: ConsumerState; children: ReactNode }): ReactNode {
  const controls = useWorkerControls(worker.id)
  const [removing, setRemoving] = useState(false)
  const faults = useConsumerFaultItems(worker)
  const items = useMemo(() => workerMenuItems(worker, controls, () => setRemoving(true), faults), [worker, controls, faults])
  return (
    <>
      <ContextMenu items={items}>{children}</ContextMenu>
      {removing && <RemoveDialog worker={worker} controls={controls} onClose={() => setRemoving(false)} />}
    </>
  )
}

function Holding({ stream, node }: { stream: StreamRef; node: ConsumerNode }): ReactNode {
  const stands = node.worker !== undefined && node.worker.status.kind !== 'running'
  const id = stands ? (node.worker?.inFlight[0] ?? node.rows[0]?.id) : undefined
  if (id === undefined) return undefined
  return <button type="button" className={styles.holding} onClick={() => select({ kind: 'entry', stream, id })} data-tip="The oldest entry it holds. Opens it."><EntryIdText id={id} /></button>
}

function statusTone({ worker }: ConsumerNode): string {
  return worker === undefined ? 'foreign' : worker.status.kind
}

/** One consumer: how much it holds and for how long, what it does, where in its loop it is, and what can be done to it. */
export const ConsumerCard = memo(function ConsumerCard({ stream, group, node, readAt, lateAfter, compact }: ConsumerCardProps): ReactNode {
  const now = useNow(500)
  const serverNow = useServerNow(500)
  const anchor = useAnchor('consumer', group, node.name)
  const { worker } = node
  const held = selectHeld(node)
  const since = Math.max(0, serverNow - readAt)
  const oldest = node.oldestIdle === undefined ? undefined : node.oldestIdle + since
  const words = `${describeConsumer(node, since, now)}${describeNamesakes(node)}`
  const crashedFor = worker?.status.kind === 'crashed' ? now - worker.status.since : undefined
  const card = (
    <article ref={anchor} className={styles.card} data-status={statusTone(node)} data-compact={compact || undefined}>
      <IdleRing share={oldest === undefined ? undefined : oldest / lateAfter} held={held} size={compact ? 26 : 34} />
      <div className={styles.middle}>
        <div className={styles.title}>
          <h4><button type="button" onClick={() => select({ kind: 'consumer', stream, group, consumer: node.name })}><Name name={node.name} limit={48} /></button></h4>
          {worker?.link !== undefined && <LinkBadge link={worker.link} now={now} />}
        </div>
        <p className={styles.words} {...tip(words.length > 56 ? words : undefined)}>{words}</p>
        {worker !== undefined && <div className={styles.gates}><GateStrip worker={worker} /></div>}
      </div>
      <div className={styles.foot}>
        <span className={styles.age} {...tip(oldest === undefined ? 'It holds nothing that was read' : `Its oldest entry is idle ${formatAge(oldest)}; late from ${formatAge(lateAfter)}`)}>
          {crashedFor !== undefined ? formatAge(crashedFor) : oldest === undefined ? '' : formatAge(oldest)}
        </span>
        {!compact && <Holding stream={stream} node={node} />}
        {worker === undefined
          ? held !== undefined && held > 0 && <Button size="small" variant="quiet" hint="Opens the Pending view of this group, where its entries can be claimed" onClick={() => openPending(stream, group, node.name)}>Claim…</Button>
          : <WorkerActions worker={worker} compact />}
      </div>
    </article>
  )
  return worker === undefined ? card : <OwnMenu worker={worker}>{card}</OwnMenu>
})
