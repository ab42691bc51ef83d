import { Play, Square } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { ComparisonStart } from '@shared/contract/comparisons'
import type { ConnectionState } from '@shared/model/connection-state'
import type { ComparisonKind, ComparisonState } from '@shared/model/comparison-state'
import { formatAge } from '../../lib/format-age'
import { useNow } from '../../lib/use-now'
import { attempt } from '../../store/attempt'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { setView } from '../../store/view-store'
import { Button } from '../../ui/button'
import { SafeText } from '../../ui/safe-text'
import { COMPARISON_WORDS } from './comparison-words'
import styles from './comparisons.module.css'

type Settings = ComparisonStart extends infer S ? (S extends { connection: string } ? Omit<S, 'connection'> : never) : never

function whyNotStart(connection: ConnectionState | undefined, state: ComparisonState | undefined, starting: boolean): string | undefined {
  if (connection === undefined) return 'No server is connected.'
  if (starting) return 'It is being started.'
  if (state !== undefined && state.status !== 'stopped') return `It is ${state.status} already.`
  if (connection.status.kind !== 'ready') return `${connection.label} is ${connection.status.kind}.`
  return connection.labsAllowed ? undefined : `Labs are not allowed on ${connection.label} yet: see the connection menu.`
}

function Ran({ state }: { state: ComparisonState }): ReactNode {
  const now = useNow(500)
  const until = state.stoppedAt ?? now
  return <span className={styles.ran} data-status={state.status}>{state.status === 'running' ? 'runs for' : state.status === 'stopped' ? 'stopped after' : 'stopping,'} {formatAge(until - state.startedAt)}</span>
}

export interface ComparisonFrameProps {
  kind: ComparisonKind
  state: ComparisonState | undefined
  /** With what it starts. */
  start: Settings
  /** Fields for the settings; shown while it does not run. */
  fields: ReactNode
  /** The settings in words; shown while it runs. */
  running: ReactNode
  /** What can be done while it runs, beside start and stop. */
  actions?: ReactNode
  /** The figures. Without a run there are none. */
  children: ReactNode
}

/** What all comparisons have: what they show, start and stop, settings, trouble. */
export function ComparisonFrame({ kind, state, start, fields, running, actions, children }: ComparisonFrameProps): ReactNode {
  const host = useHost()
  const connection = useCurrentConnection()
  const [starting, setStarting] = useState(false)
  const { title, about } = COMPARISON_WORDS[kind]
  const runs = state !== undefined && state.status !== 'stopped'
  const begin = (): void => {
    if (connection === undefined) return
    setStarting(true)
    void attempt(() => host.comparisons.start({ ...start, connection: connection.id })).finally(() => setStarting(false))
  }
  const stream = state?.streams[0]
  return (
    <article className={styles.detail} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {state !== undefined && <Ran state={state} />}
        {actions}
        {stream !== undefined && <Button variant="quiet" reason={runs ? undefined : 'It does not run: its stream is gone.'} onClick={() => setView({ view: 'flow', stream: { connection: state?.connection ?? '', key: stream } })} hint="Its stream, groups and workers, entry by entry">Show in Flow</Button>}
        {runs ? <Button icon={<Square aria-hidden />} reason={state.status === 'stopping' ? 'It is stopping.' : undefined} onClick={() => void attempt(() => host.comparisons.stop({ comparison: state.id }))}>Stop</Button>
          : <Button variant="primary" icon={<Play aria-hidden />} reason={whyNotStart(connection, state, starting)} onClick={begin}>{state === undefined ? 'Start' : 'Start anew'}</Button>}
      </header>
      <p className={styles.about}>{about}</p>
      {state?.problem !== undefined && <p role="status" className={styles.problem}><SafeText text={state.problem} /></p>}
      {runs ? <p className={styles.settings}>{running}</p> : <div className={styles.fields}>{fields}</div>}
      <div className={styles.scroll}>{children}</div>
    </article>
  )
}
