import { useMemo, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ConsumerFacts, GroupState } from '@shared/model/stream-state'
import type { ConsumerState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { select } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { useServerNow } from '../../store/use-server-now'
import { Name } from '../../ui/name'
import { tip } from '../../ui/tooltip'
import { consumersOf, isGone, statusWord } from '../worker-actions'
import styles from './inspector.module.css'
import { PanelSection } from './panel'

interface ConsumerLine {
  name: ByteText
  facts: ConsumerFacts | undefined
  worker: ConsumerState | undefined
}

/** Lines shown before the rest is only counted: beyond this Pending is the better place. */
const MOST_LINES = 100
/** More than these cannot be looked over at once, so that what matters has to come first. */
const MOST_IN_PLACE = 24

/** The consumers the server names, and ours that it has not seen. By name, so that lines keep their places; a long list by what they hold. */
export function listConsumers(facts: readonly ConsumerFacts[], own: readonly ConsumerState[]): ConsumerLine[] {
  const factsByName = new Map(facts.map((each) => [each.name, each]))
  const ownByName = new Map(own.map((worker) => [worker.name, worker]))
  const lines = [...new Set([...factsByName.keys(), ...ownByName.keys()])].map((name) => ({ name, facts: factsByName.get(name), worker: ownByName.get(name) }))
  const byPending = lines.length > MOST_IN_PLACE
  return lines.sort((a, b) => (byPending ? (b.facts?.pending ?? 0) - (a.facts?.pending ?? 0) : 0) || (a.name < b.name ? -1 : 1))
}

export function GroupConsumers({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  const workers = useWorkbench((state) => state.workers)
  const now = useServerNow(1000)
  const own = useMemo(() => consumersOf(workers, stream, group.name), [workers, stream, group.name])
  const lines = listConsumers(group.facts?.consumers ?? [], own)
  const at = group.facts?.window.at ?? now
  return (
    <PanelSection title="Consumers" aside={formatCount(lines.length)}>
      {lines.length === 0 ? <p className={styles.note}>None. Nobody reads from this group.</p> : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">State</th>
              <th scope="col" className={styles.number}>Pending</th>
              <th scope="col" className={styles.number} {...tip('Since its last attempt (7.2 and later) or its last success (before). A healthy consumer that blocks ages too.')}>Idle</th>
              <th scope="col" className={styles.number} {...tip('Since its last success. The server tells it from 7.2 on.')}>Inactive</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, MOST_LINES).map(({ name, facts, worker }) => (
              <tr key={`=${name}`}>
                <td><button type="button" className={styles.link} onClick={() => select({ kind: 'consumer', stream, group: group.name, consumer: name })}><Name name={name} limit={28} /></button></td>
                <td className={joinClasses(worker !== undefined && isGone(worker) && styles.bad)}>{worker === undefined ? 'elsewhere' : statusWord(worker)}</td>
                <td className={styles.number}>{facts === undefined ? '–' : formatCount(facts.pending)}</td>
                <td className={styles.number}>{facts === undefined ? '–' : formatAge(facts.idle + Math.max(0, now - at))}</td>
                <td className={styles.number}>{facts?.inactive === undefined ? '–' : facts.inactive < 0 ? 'never' : formatAge(facts.inactive + Math.max(0, now - at))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {lines.length > MOST_LINES && <p className={styles.note}>and {formatCount(lines.length - MOST_LINES)} more.</p>}
    </PanelSection>
  )
}
