import { useState, type ReactNode } from 'react'
import { RESCUE_LIMIT, type RescueRow } from '@shared/contract/faults'
import { toStreamId, type GroupRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { formatCount } from '../../lib/format-count'
import { useHost } from '../../store/host'
import { useSettings } from '../../store/settings-store'
import { toFault } from '../../store/to-fault'
import { useWorkbench } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { EntryIdText, Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { NumberField } from '../../ui/number-field'
import { Select } from '../../ui/select'
import { describeRescue } from './describe-rescue'
import { closeFaultDialog } from './fault-dialog-store'
import styles from './faults.module.css'

type Result = { kind: 'none' } | { kind: 'running' } | { kind: 'done'; rows: RescueRow[]; first: ByteText; second: ByteText } | { kind: 'failed'; message: string; next: string }

const WORDS: Readonly<Record<RescueRow['first'], string>> = { got: 'got it', nothing: 'empty', failed: 'failed', unknown: 'unknown' }

function Rows({ rows, first, second }: Extract<Result, { kind: 'done' }>): ReactNode {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Who got which">
        <thead><tr><th scope="col">Entry</th><th scope="col"><Name name={first} limit={20} /></th><th scope="col"><Name name={second} limit={20} /></th><th scope="col">Owner now</th><th scope="col" className={styles.number}>Deliveries</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td><EntryIdText id={row.id} /></td>
              <td className={row.first === 'got' ? undefined : styles.quiet}>{WORDS[row.first]}</td>
              <td className={row.second === 'got' ? undefined : styles.quiet}>{WORDS[row.second]}</td>
              <td>{row.owner === undefined ? 'not pending any more' : <Name name={row.owner} limit={20} />}</td>
              <td className={styles.number}>{row.deliveries === undefined ? '–' : formatCount(row.deliveries)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Two sockets claim the same entries at the same time; min-idle-time lets one win each. */
export function RescueDialog({ group }: { group: GroupRef }): ReactNode {
  const host = useHost()
  const facts = useWorkbench((state) => state.streams[toStreamId(group)]?.groups.find(({ name }) => name === group.group)?.facts)
  const threshold = useSettings((store) => store.settings.idleThresholdMs)
  const oldest = facts?.window.rows[0]?.id
  // Who holds least is the likeliest to rescue, and who holds what is to be rescued the least.
  const consumers = [...(facts?.consumers ?? [])].sort((a, b) => a.pending - b.pending).map(({ name }) => name)
  const names = [...new Set([...consumers, 'rescuer-1', 'rescuer-2'])]
  const [first, setFirst] = useState<ByteText>(names[0] ?? 'rescuer-1')
  const [second, setSecond] = useState<ByteText>(names[1] ?? 'rescuer-2')
  const [minIdleMs, setMinIdle] = useState<number | undefined>(threshold)
  const [result, setResult] = useState<Result>({ kind: 'none' })
  const options = names.map((name) => ({ value: name, label: nameToText(name) }))
  const reason = first === second ? 'Two rescuers need two names.' : minIdleMs === undefined ? 'Say the min-idle-time first.' : result.kind === 'running' ? 'They are at it.' : undefined
  const run = async (): Promise<void> => {
    if (reason !== undefined || minIdleMs === undefined) return
    setResult({ kind: 'running' })
    try {
      const { rows } = await host.faults.rescueTwice({ ...group, first, second, minIdleMs, count: RESCUE_LIMIT })
      setResult({ kind: 'done', rows, first, second })
    } catch (error) {
      setResult({ kind: 'failed', ...toFault(error) })
    }
  }
  return (
    <Dialog
      open
      onClose={closeFaultDialog}
      width={640}
      title={`Two rescuers at once in ${nameToText(group.group)}`}
      description="Each has a socket of its own. One claims from the oldest entry on, the other from the newest, one id after the other, until both have tried all."
      footer={<><Button onClick={closeFaultDialog}>Close</Button><Button variant="primary" reason={reason} onClick={() => void run()}>Let them claim</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); void run() }}>
        <div className={styles.pair}>
          <Select label="One rescuer" value={first} onChange={setFirst} options={options} />
          <Select label="The other" value={second} onChange={setSecond} options={options} />
        </div>
        <NumberField label="min-idle-time" unit="ms" min={0} max={86_400_000} value={minIdleMs} onChange={setMinIdle} onWrong={() => setMinIdle(undefined)} hint={minIdleMs === 0 ? 'With 0 there is no lock: both get every entry, and the last one owns it.' : 'A claim sets the idle time to 0: whoever comes second finds the entry too young.'} />
        {oldest !== undefined && minIdleMs !== undefined && <CommandLine command={['XCLAIM', group.key, group.group, first, String(minIdleMs), oldest]} label="What each sends, for one id after the other" />}
        {result.kind === 'failed' && <Banner level="error" title={result.message}>{result.next}</Banner>}
        {result.kind === 'done' && <Banner level="info" title={describeRescue(result.rows, result.first, result.second)} />}
        {result.kind === 'done' && <Rows {...result} />}
      </form>
    </Dialog>
  )
}
