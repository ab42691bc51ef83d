import type { EntryId } from '@shared/redis/entry-id'
import { assertNever } from '@shared/lib/assert-never'
import type { ReactNode } from 'react'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { nameToText } from '../../ui/name-parts'
import { StateMark, type StateMarkProps } from '../../ui/state-mark'
import { tip } from '../../ui/tooltip'
import styles from './group-marks.module.css'
import { selectStanding, type GroupStandings, type Standing } from './select-standing'

/** Marks that a row has room for; further groups are counted in words. */
export const MARKS_SHOWN = 6

/** A group as marks need it. */
export interface MarkedGroup extends GroupStandings {
  /** Idle past which a pending entry is drawn as late, milliseconds. */
  lateAfterMs: number
}

function toMark(standing: Standing, lateAfterMs: number): Pick<StateMarkProps, 'state' | 'fill' | 'count'> | undefined {
  switch (standing.kind) {
    case 'undelivered': return { state: 'undelivered' }
    case 'settled': return { state: 'acked' }
    case 'unknown': return undefined
    case 'pending': {
      const { row } = standing
      if (row.gone === true) return { state: 'gone' }
      if (row.consumer === undefined) return { state: 'unowned' }
      if (row.idle >= lateAfterMs) return { state: 'idle', fill: 1 }
      return row.deliveries === 1 ? { state: 'pending' } : { state: 'redelivered', count: row.deliveries }
    }
    default: return assertNever(standing)
  }
}

/** One standing in words, for tooltips and screen readers. */
export function describeStanding(group: MarkedGroup, standing: Standing): string {
  const name = nameToText(group.facts.name, 60)
  switch (standing.kind) {
    case 'undelivered': return `${name}: undelivered`
    case 'settled': return `${name}: settled (not seen how)`
    case 'unknown': return `${name}: unknown. ${standing.why}`
    case 'pending': {
      const { consumer, idle, deliveries, gone } = standing.row
      const owner = consumer === undefined ? 'no owner' : `at ${nameToText(consumer, 60)}`
      const times = deliveries === 1 ? 'delivered once' : `delivered ${formatCount(deliveries)} times`
      return `${name}: pending${gone === true ? ', entry gone' : ''}, ${owner}, ${idle < 0 ? 'released' : `idle ${formatAge(idle)}`}, ${times}`
    }
    default: return assertNever(standing)
  }
}

/** How one entry stands in each group at the last reading: one mark a group, in the order of the groups. */
export function GroupMarks({ id, groups, lastGeneratedId }: { id: EntryId; groups: readonly MarkedGroup[]; lastGeneratedId: EntryId | undefined }): ReactNode {
  const standings = groups.map((group) => ({ group, standing: selectStanding(group, id, lastGeneratedId) }))
  const more = standings.slice(MARKS_SHOWN)
  return (
    <span className={styles.marks}>
      {standings.slice(0, MARKS_SHOWN).map(({ group, standing }, index) => {
        const mark = toMark(standing, group.lateAfterMs)
        const words = describeStanding(group, standing)
        return mark === undefined
          ? <span key={index} role="img" aria-label={words} className={styles.unknown} {...tip(words)}>?</span>
          : <StateMark key={index} {...mark} size={13} label={words} hint={words} />
      })}
      {more.length > 0 && <span className={styles.more} {...tip(more.slice(0, 20).map(({ group, standing }) => describeStanding(group, standing)).join('\n'))}>+{more.length}</span>}
    </span>
  )
}
