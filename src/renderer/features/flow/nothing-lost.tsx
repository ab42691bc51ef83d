import { memo, type ReactNode } from 'react'
import type { PresentReading } from '@shared/model/present-reading'
import type { StreamRef } from '@shared/model/stream-ref'
import { selectConservation } from '@shared/model/select-conservation'
import type { StreamState } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { Name } from '../../ui/name'
import { describeConservation, type ConservationWords } from './describe-conservation'
import styles from './nothing-lost.module.css'

/** Groups with a line of their own; beyond, only those that are not well are named. */
const NAMED = 6
const SIGNS: Record<ConservationWords['tone'], string> = { ok: '✓', warn: '!', bad: '✕', open: '?' }

interface Answer {
  name: string
  words: ConservationWords
}

function Line({ answer: { name, words }, stream }: { answer: Answer; stream: StreamRef }): ReactNode {
  return (
    <article className={styles.line} data-tone={words.tone}>
      <h4><span aria-hidden>{SIGNS[words.tone]}</span> <button type="button" onClick={() => select({ kind: 'group', stream, group: name })}><Name name={name} limit={40} /></button></h4>
      <p><b>{words.headline}</b>: {words.sum}</p>
      {words.notes.map((note) => <p key={note} className={styles.note}>{note}</p>)}
    </article>
  )
}

/** One answer per group: is every entry that was ever added accounted for? */
export const NothingLost = memo(function NothingLost({ stream, reading }: { stream: StreamState; reading: PresentReading }): ReactNode {
  const now = useNow(500)
  const answers = stream.groups.filter((group) => group.vanishedAt === undefined).map((group): Answer => ({ name: group.name, words: describeConservation(selectConservation(reading, group), group.anew) }))
  const shown = answers.length <= NAMED ? answers : answers.filter(({ words }) => words.tone !== 'ok').slice(0, NAMED)
  const well = answers.filter(({ words }) => words.tone === 'ok').length
  if (answers.length === 0) return undefined
  return (
    <section className={styles.checks} aria-label="Nothing lost?">
      <header>
        <h3>Nothing lost?</h3>
        <p>checked with the server {formatAge(now - reading.at)} ago</p>
        {answers.length > NAMED && <p>{formatCount(well)} of {formatCount(answers.length)} groups: nothing lost</p>}
      </header>
      <div className={styles.lines}>{shown.map((answer) => <Line key={answer.name} answer={answer} stream={stream.ref} />)}</div>
    </section>
  )
})
