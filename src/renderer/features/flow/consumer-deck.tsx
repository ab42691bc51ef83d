import { memo, type CSSProperties, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import { orderByUrgency, selectHeld, type ConsumerNode } from '@shared/model/select-topology'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { useServerNow } from '../../store/use-server-now'
import { nameToText } from '../../ui/name-parts'
import { ConsumerCard } from './consumer-card'
import styles from './consumer-deck.module.css'
import { describeConsumer } from './describe-consumer'
import { useAnchor } from './motion/anchors'
import { RovingCells } from './roving-cells'

/** Up to here every consumer has a whole card; up to FOLDED a small one; beyond, the strip has all and cards the urgent. */
const WHOLE = 4
const FOLDED = 8
const URGENT_SHOWN = 4

export interface ConsumerDeckProps {
  stream: StreamRef
  group: ByteText
  nodes: readonly ConsumerNode[]
  readAt: number
  lateAfter: number
}

/** Every consumer as one cell: how full its colour is says how long its oldest entry has been idle. */
function HeatStrip({ stream, group, nodes, readAt, lateAfter }: ConsumerDeckProps): ReactNode {
  const now = useNow(1000)
  const since = Math.max(0, useServerNow(1000) - readAt)
  return (
    <RovingCells label={`All ${nodes.length} consumers of ${nameToText(group)}`} className={styles.strip}>
      {nodes.map((node, index) => {
        const oldest = node.oldestIdle === undefined ? 0 : node.oldestIdle + since
        const held = selectHeld(node)
        const text = `${nameToText(node.name)}\n${describeConsumer(node, since, now)}\nholds ${held === undefined ? 'unknown' : formatCount(held)}`
        return (
          <button
            key={index} type="button" data-cell className={styles.heat} tabIndex={index === 0 ? 0 : -1} aria-label={text} data-tip={text}
            data-status={node.worker?.status.kind ?? 'foreign'} data-late={oldest >= lateAfter || undefined} data-holds={(held ?? 0) > 0 || undefined}
            style={{ '--heat': `${Math.round(Math.min(1, oldest / lateAfter) * 100)}%` } as CSSProperties}
            onClick={() => select({ kind: 'consumer', stream, group, consumer: node.name })}
          />
        )
      })}
    </RovingCells>
  )
}

/** The consumers of a group, as large as their number allows. */
export const ConsumerDeck = memo(function ConsumerDeck(props: ConsumerDeckProps): ReactNode {
  const { stream, group, nodes, readAt, lateAfter } = props
  const anchor = useAnchor('consumers', group)
  const folded = nodes.length > FOLDED
  const shown = folded ? orderByUrgency(nodes).slice(0, URGENT_SHOWN) : nodes
  return (
    <div ref={anchor} className={styles.deck}>
      {nodes.length === 0 && <p className={styles.none}>No consumer has read for this group yet.</p>}
      {folded && <HeatStrip {...props} />}
      {folded && <p className={styles.caption}>{formatCount(nodes.length)} consumers; below, those that need a look first</p>}
      <div className={styles.cards} data-compact={nodes.length > WHOLE || undefined}>
        {shown.map((node) => <ConsumerCard key={node.worker?.id ?? `=${node.name}`} stream={stream} group={group} node={node} readAt={readAt} lateAfter={lateAfter} compact={nodes.length > WHOLE} />)}
      </div>
    </div>
  )
})
