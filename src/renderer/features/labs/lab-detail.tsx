import { Play, Square } from 'lucide-react'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import type { LabListing } from '@shared/contract/labs'
import { describeFound } from '@shared/model/describe-found'
import { parseLabFile } from '@shared/labs/parse-lab-file'
import type { ConnectionState } from '@shared/model/connection-state'
import type { LabState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Tabs } from '../../ui/tabs'
import { showConnectionDialog } from '../connections'
import { EffectsPanel } from './effects-panel'
import { IntakePanel } from './intake-panel'
import { LabFileEditor } from './lab-file-editor'
import { setLabView, useLabView } from './lab-store'
import styles from './labs-view.module.css'
import { RecordsPanel } from './records-panel'
import { VerdictPanel } from './verdict-panel'

function whyNotStart(connection: ConnectionState | undefined, state: LabState | undefined, mistakes: number): string | undefined {
  if (connection === undefined) return 'No server is connected.'
  if (state !== undefined && state.status !== 'failed' && state.status !== 'stopped') return `It is ${state.status} already.`
  if (connection.status.kind !== 'ready') return `${connection.label} is ${connection.status.kind}.`
  if (!connection.labsAllowed) return `Labs are not allowed on ${connection.label} yet: see the connection menu.`
  return mistakes === 0 ? undefined : 'The file has mistakes: they are named under it.'
}

/** The file as it is saved, and how to say that it was saved anew. */
function useLabText(name: string): [text: string | undefined, saved: (text: string) => void] {
  const host = useHost()
  const [text, setText] = useState<string>()
  useEffect(() => {
    let current = true
    void attempt(async () => {
      const answer = await host.labs.read({ name })
      if (current) setText(answer.text)
    })
    return () => { current = false }
  }, [host, name])
  return [text, setText]
}

/** One lab: what it shows, whether it runs, how it stands, and its file. */
export function LabDetail({ lab, state, onSaved }: { lab: LabListing; state: LabState | undefined; onSaved: () => void }): ReactNode {
  const host = useHost()
  const connection = useCurrentConnection()
  const tab = useLabView((view) => view.tab)
  const draft = useLabView((view) => view.drafts[lab.name])
  const [saved, setSaved] = useLabText(lab.name)
  const text = draft ?? saved
  const parsed = useMemo(() => (text === undefined ? undefined : parseLabFile(text)), [text])
  if (text === undefined || parsed === undefined) return <EmptyState title={`Reading ${lab.title}…`} />
  const problems = parsed.kind === 'bad' ? parsed.problems : []
  const reason = whyNotStart(connection, state, problems.length)
  const changed = draft !== undefined && draft !== saved
  const start = (): void => {
    if (connection !== undefined) void attempt(() => host.labs.start(changed ? { connection: connection.id, text } : { connection: connection.id, name: lab.name }))
  }
  const hasIntake = state?.intake !== undefined || (parsed.kind === 'ok' && parsed.file.intake !== undefined)
  const runs = state !== undefined && (state.status === 'running' || state.status === 'starting')
  return (
    <article className={styles.detail}>
      <header className={styles.head}>
        <h2>{parsed.kind === 'ok' ? parsed.file.title : lab.title}</h2>
        <Button variant="primary" icon={<Play aria-hidden />} reason={reason} onClick={start}>{changed ? 'Start as written' : 'Start'}</Button>
        <Button icon={<Square aria-hidden />} reason={runs ? undefined : 'It does not run.'} onClick={() => { if (state !== undefined) showConnectionDialog({ kind: 'stop-lab', lab: state.id }) }}>Stop…</Button>
      </header>
      <p className={styles.about}>{parsed.kind === 'ok' ? parsed.file.about : lab.about}</p>
      {runs && state.found !== undefined && <p className={styles.about}>There before, and not its own: {state.found.map(describeFound).join(', ')}. Stop keeps it unless you say otherwise.</p>}
      <Tabs
        label={`About ${lab.title}`}
        // The tab stays chosen from lab to lab, as far as a lab has it.
        value={tab === 'intake' && !hasIntake ? 'running' : tab}
        onChange={(next) => setLabView({ tab: next })}
        tabs={[
          { value: 'running', label: 'How it stands', content: <VerdictPanel state={state} /> },
          ...(hasIntake ? [{ value: 'intake' as const, label: 'Intake', content: <IntakePanel state={state} /> }] : []),
          { value: 'effects', label: 'Effects', content: <EffectsPanel state={state} /> },
          { value: 'records', label: 'Records', content: <RecordsPanel state={state} /> },
          { value: 'file', label: changed ? 'File •' : 'File', content: <LabFileEditor lab={lab} text={text} saved={saved} problems={problems} onSaved={onSaved} onSavedHere={setSaved} /> }
        ]}
      />
    </article>
  )
}
