import { useState, type ReactNode } from 'react'
import type { IntakeReceipt, IntakeSend } from '@shared/contract/labs'
import type { IntakeOutcome, IntakeState } from '@shared/model/intake-state'
import type { StreamRef } from '@shared/model/stream-ref'
import type { LabState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { useNow } from '../../lib/use-now'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { select } from '../../store/view-store'
import { Button } from '../../ui/button'
import { CopyLine } from '../../ui/copy-line'
import { EmptyState } from '../../ui/empty-state'
import { EntryIdText } from '../../ui/name'
import { SafeText } from '../../ui/safe-text'
import { describeReceipt } from './describe-receipt'
import { formatCurl } from './format-curl'
import styles from './labs-view.module.css'

const OUTCOMES: readonly (readonly [IntakeOutcome, string])[] = [
  ['accepted', 'Locked, added with XADD, answered 200'],
  ['duplicate', 'Its lock stood: answered 200, nothing added'],
  ['refused', 'Answered with an error, nothing added'],
  ['unknown', 'XADD was sent and no reply came: answered 503, never sent again']
]

/** Posts to the intake; one call at a time. */
function useSending(lab: LabState): { sending: boolean; receipt: IntakeReceipt | undefined; send: (what: IntakeSend) => void } {
  const host = useHost()
  const [sending, setSending] = useState(false)
  const [receipt, setReceipt] = useState<IntakeReceipt>()
  const send = (what: IntakeSend): void => {
    setSending(true)
    void attempt(async () => setReceipt(await host.labs.sendToIntake({ lab: lab.id, what }))).finally(() => setSending(false))
  }
  return { sending, receipt, send }
}

function LastDelivery({ intake, stream }: { intake: IntakeState; stream: StreamRef }): ReactNode {
  const now = useNow(500)
  const { last, lastRefusal } = intake
  return (
    <dl className={styles.last}>
      <dt>last event</dt>
      <dd>
        {last === undefined ? <span className={styles.dim}>none yet</span> : (
          <><bdi><SafeText text={last.key} /></bdi>: {last.outcome} {formatAge(now - last.at)} ago{last.id !== undefined && <> as <button type="button" onClick={() => { if (last.id !== undefined) select({ kind: 'entry', stream, id: last.id }) }}><EntryIdText id={last.id} /></button></>}</>
        )}
      </dd>
      {lastRefusal !== undefined && <><dt>last not taken</dt><dd>{lastRefusal.status} {formatAge(now - lastRefusal.at)} ago: <SafeText text={lastRefusal.why} /></dd></>}
    </dl>
  )
}

function OpenIntake({ lab, intake }: { lab: LabState; intake: IntakeState }): ReactNode {
  const { sending, receipt, send } = useSending(lab)
  const busy = sending ? 'It is being sent.' : undefined
  return (
    <div className={joinClasses(styles.verdict, styles.scroll)}>
      <div className={styles.bar}>
        <p className={styles.about}>Post an event here, from any program of this machine. It is answered once it is in the stream; while the lock on its key stands, a second delivery adds nothing. The lock ends when the work on it succeeds, at the latest after {formatAge(intake.lockMs)}.</p>
        <Button size="small" variant="primary" reason={busy} onClick={() => send({ kind: 'one' })} hint="Posts an event under a new key, over HTTP">Send one</Button>
        <Button size="small" reason={busy ?? (intake.last === undefined ? 'Nothing was delivered yet.' : undefined)} onClick={() => send({ kind: 'again' })} hint="Posts the last event once more, as a sender does that got no answer in time">Send it again</Button>
        <Button size="small" reason={busy} onClick={() => send({ kind: 'burst' })} hint="Posts 50 deliveries, 8 at a time; every fifth repeats the one before">Send a burst</Button>
      </div>
      <CopyLine label="Intake URL" what="URL" text={intake.url} />
      <CopyLine label="Intake as curl" what="as curl" text={formatCurl(intake.url, intake.sample)} />
      <p role="status" className={styles.receipt}>{receipt !== undefined && <SafeText text={describeReceipt(receipt)} />}</p>
      <table className={styles.table} aria-label="Deliveries">
        <thead><tr><th scope="col">answered since it opened</th><th scope="col">deliveries</th><th scope="col">meaning</th></tr></thead>
        <tbody>
          {OUTCOMES.map(([outcome, meaning]) => <tr key={outcome} data-outcome={outcome}><th scope="row">{outcome}</th><td>{formatCount(intake.counts[outcome])}</td><td className={styles.dim}>{meaning}</td></tr>)}
        </tbody>
      </table>
      <LastDelivery intake={intake} stream={{ connection: lab.connection, key: intake.stream }} />
    </div>
  )
}

/** The webhook endpoint of a lab: its URL, what it answered, and deliveries to try it with. */
export function IntakePanel({ state }: { state: LabState | undefined }): ReactNode {
  if (state === undefined) return <EmptyState title="This lab does not run">Start it, and its intake has a URL here that takes webhooks.</EmptyState>
  if (state.intake === undefined) return <EmptyState title={state.status === 'starting' ? 'The intake opens…' : 'The intake is closed'}>It is open as long as the lab runs.</EmptyState>
  return <OpenIntake lab={state} intake={state.intake} />
}
