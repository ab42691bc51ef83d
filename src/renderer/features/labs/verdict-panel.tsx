import type { ReactNode } from 'react'
import type { Fact } from '@shared/model/fact'
import type { Count } from '@shared/redis/count'
import { selectConservation } from '@shared/model/select-conservation'
import type { EffectTally } from '@shared/model/select-effect-tally'
import { selectLabVerdict, type LabVerdict } from '@shared/model/select-lab-verdict'
import { selectStreamBreak } from '@shared/model/select-stream-break'
import { LAB_PREFIX, toStreamId } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import type { LabState } from '@shared/model/worker-state'
import { listLetterStreams } from '@shared/model/list-letter-streams'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select, setView } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { FactValue } from '../../ui/fact-value'
import { Name } from '../../ui/name'
import styles from './labs-view.module.css'
import { CheckResult } from './check-result'
import { RepeatCounts } from './repeat-counts'
import { useCheck } from './use-check'
import { useEffectCounts } from './use-effect-counts'

const SIGNS: Record<LabVerdict['verdict'], string> = { good: '✓', bad: '✕', unknown: '?' }
const PARTS: readonly (readonly [keyof LabVerdict & ('added' | 'undelivered' | 'pending' | 'acked' | 'deadLettered' | 'lost' | 'settledUnseen'), string])[] = [
  ['added', 'added'], ['undelivered', 'undelivered'], ['pending', 'pending'], ['acked', 'acked'], ['deadLettered', 'dead-lettered'], ['lost', 'lost unread'], ['settledUnseen', 'settled unseen']
]

/** Until the ledger has answered nothing is claimed of effects. */
const NOT_ASKED: EffectTally = { once: 0, more: 0, never: 0, atWork: 0, unclear: 1, why: 'the ledger has not answered yet' }

function Part({ fact }: { fact: Fact<Count> }): ReactNode {
  return <td><FactValue fact={fact} format={formatCount} /></td>
}

function GroupVerdict({ stream, group, effects }: { stream: StreamState; group: string; effects: EffectTally | undefined }): ReactNode {
  const state = stream.groups.find((candidate) => candidate.name === group)
  const reading = stream.reading?.kind === 'present' ? stream.reading : stream.lastPresent
  if (state === undefined || reading === undefined) return <tr><th scope="row"><Name name={group} limit={40} /></th><td colSpan={9}>not read yet</td></tr>
  const verdict = selectLabVerdict(selectConservation(reading, state), effects, selectStreamBreak(stream, state))
  return (
    <>
      <tr data-tone={verdict.verdict}>
        <th scope="row"><span aria-hidden>{SIGNS[verdict.verdict]}</span> <button type="button" onClick={() => select({ kind: 'group', stream: stream.ref, group })}><Name name={group} limit={40} /></button></th>
        {PARTS.map(([part]) => <Part key={part} fact={verdict[part]} />)}
        <td>{verdict.effects === undefined ? <span className={styles.dim}>none</span> : `${formatCount(verdict.effects.once)} / ${formatCount(verdict.effects.more)}`}</td>
        <td>{verdict.effects === undefined ? '' : <FactValue fact={verdict.effects.never} format={formatCount} />}</td>
      </tr>
      <tr className={styles.sentence} data-tone={verdict.verdict}><td colSpan={10}>{verdict.sentence}</td></tr>
    </>
  )
}

/** Is every entry accounted for, and did every effect happen once? A line per group, in one sentence. */
export function VerdictPanel({ state }: { state: LabState | undefined }): ReactNode {
  const now = useNow(500)
  const streams = useWorkbench((workbench) => workbench.streams)
  const counts = useEffectCounts(state)
  const { words, checking, check } = useCheck(state?.id, counts?.groups)
  if (state === undefined) return <EmptyState title="This lab does not run">Start it to see where every entry is, and whether its effect happened once.</EmptyState>
  const read = state.streams.flatMap((key) => streams[toStreamId({ connection: state.connection, key })]?.reading?.at ?? [])
  const letters = listLetterStreams(state)
  return (
    <div className={styles.verdict}>
      <div className={styles.bar}>
        <p className={styles.about}>added = undelivered + pending + acked + dead-lettered + lost + settled unseen{read.length > 0 && `, checked with the server ${formatAge(now - Math.min(...read))} ago`}</p>
        <Button size="small" reason={checking ? 'The server and the ledger are being read.' : undefined} hint="Reads the server and the ledger now, and says whether this picture is right." onClick={check}>{checking ? 'Checking…' : 'Check now'}</Button>
        {letters.map((key) => (
          <Button key={key} size="small" variant="quiet" onClick={() => setView({ view: 'dead-letters', stream: { connection: state.connection, key } })}>
            {letters.length === 1 ? 'Dead letters' : <>Dead letters in <Name name={key.slice(LAB_PREFIX.length)} limit={40} /></>}
          </Button>
        ))}
        <Button size="small" variant="quiet" onClick={() => setView({ view: 'flow', stream: { connection: state.connection, key: state.streams[0] ?? '' } })}>Show in Flow</Button>
      </div>
      {state.message !== undefined && <p className={styles.problem}>{state.message}</p>}
      {counts?.problem !== undefined && <p className={styles.problem}>{counts.problem}</p>}
      {words !== undefined && <CheckResult words={words} />}
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead><tr><th scope="col">group</th>{PARTS.map(([part, words]) => <th key={part} scope="col">{words}</th>)}<th scope="col">effect once / more</th><th scope="col">never</th></tr></thead>
          <tbody>
            {state.groups.map(({ stream: key, group, effect }) => {
              const stream = streams[toStreamId({ connection: state.connection, key })]
              return stream === undefined ? undefined : <GroupVerdict key={`${key}/${group}`} stream={stream} group={group} effects={counts?.groups.get(group) ?? (effect ? NOT_ASKED : undefined)} />
            })}
          </tbody>
        </table>
        {state.groups.some(({ effect }) => effect) && <RepeatCounts lab={state.id} />}
      </div>
    </div>
  )
}
