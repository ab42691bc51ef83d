import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import { formatCount } from '../../../lib/format-count'
import { useMotionDetail } from './motion-detail'
import styles from './motion.module.css'

/** Names the level of detail of a lane's edges, where a mark is not one entry. */
export function LaneDetail({ group }: { group: ByteText }): ReactNode {
  const size = useMotionDetail((detail) => (detail.mode === 'moving' ? detail.groups.get(group) : undefined))
  if (size === undefined || size === 1) return undefined
  return <span className={styles.detail}>{size === 0 ? 'too fast for marks: band' : `1 mark = ${formatCount(size)} entries`}</span>
}
