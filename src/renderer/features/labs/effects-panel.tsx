import { useCallback, useState, type ReactNode } from 'react'
import type { EffectRow } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { formatClock } from '../../lib/format-time'
import { useHost } from '../../store/host'
import { select } from '../../store/view-store'
import { EmptyState } from '../../ui/empty-state'
import { EntryIdText, Name } from '../../ui/name'
import { SafeText } from '../../ui/safe-text'
import { Switch } from '../../ui/switch'
import styles from './labs-view.module.css'
import { usePolled } from './use-polled'

const SHOWN = 200

/** The same effect had happened: of this entry, or of another that is for the same thing. */
const isAgain = ({ nth, earlier }: EffectRow): boolean => nth > 1 || earlier !== undefined

/** The newest effects of a lab: rows of the ledger, which is a real database. */
export function EffectsPanel({ state }: { state: LabState | undefined }): ReactNode {
  const host = useHost()
  const [onlyRepeated, setOnlyRepeated] = useState(false)
  const id = state?.id
  const { answer: rows, problem } = usePolled(useCallback(() => (id === undefined ? Promise.resolve([]) : host.ledger.effects({ lab: id, onlyRepeated, limit: SHOWN })), [host, id, onlyRepeated]))
  const { answer: repeats } = usePolled(useCallback(() => (id === undefined ? Promise.resolve([]) : host.ledger.repeats({ lab: id })), [host, id]))
  const why = new Map(repeats?.map(({ n, text }) => [n, text]))
  if (state === undefined) return <EmptyState title="This lab does not run">The effects of its handlers would be here, one row each.</EmptyState>
  const streamOf = (group: string): string => state.groups.find((candidate) => candidate.group === group)?.stream ?? ''
  return (
    <div className={styles.verdict}>
      <div className={styles.bar}>
        <p className={styles.about}>The newest effects. One that happened again, for its entry or for another entry of the same thing, shows why, as far as it was seen.</p>
        <Switch label="Only what happened again" checked={onlyRepeated} onChange={setOnlyRepeated} />
      </div>
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
      {rows?.length === 0 && <EmptyState title={onlyRepeated ? 'Nothing happened twice' : 'No effects yet'} />}
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead><tr><th scope="col">at</th><th scope="col">group</th><th scope="col">consumer</th><th scope="col">effect</th><th scope="col">for</th><th scope="col">entry</th><th scope="col">time</th><th scope="col">why again</th></tr></thead>
          <tbody>
            {(rows ?? []).map((row) => (
              <tr key={row.n} data-tone={isAgain(row) ? 'bad' : undefined}>
                <td>{formatClock(row.at, 0)}</td>
                <td><SafeText text={row.group} /></td>
                <td><SafeText text={row.consumer} /></td>
                <td>{row.kind}</td>
                <td><Name name={row.key} limit={24} /></td>
                <td><button type="button" onClick={() => select({ kind: 'entry', stream: { connection: state.connection, key: streamOf(row.group) }, id: row.id })}><EntryIdText id={row.id} /></button></td>
                <td>{row.nth === 1 ? 'first' : `${row.nth}.`}</td>
                <td className={styles.why}>{isAgain(row) && <SafeText text={why.get(row.n) ?? (repeats === undefined ? '…' : 'not looked at: newer ones are')} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
