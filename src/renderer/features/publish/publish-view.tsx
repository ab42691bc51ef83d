import type { ConnectionState } from '@shared/model/connection-state'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { toXaddCommand } from '@shared/redis/xadd-command'
import { Plug, Send } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { formatBytes } from '../../lib/format-bytes'
import { useStableCallback } from '../../lib/use-stable-callback'
import { useCommandRegistry, useCommands, type AppCommand } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { EmptyState } from '../../ui/empty-state'
import { EntryIdText } from '../../ui/name'
import { Segmented } from '../../ui/segmented'
import { writeRefusal } from '../worker-actions'
import { fieldsToObject, objectToFields } from './convert-json'
import { FieldRows } from './field-rows'
import { JsonField } from './json-field'
import { OutcomeText } from './outcome-text'
import { buildRequest, LARGE_ENTRY, readRow, toRow } from './publish-form'
import { PublishHistory } from './publish-history'
import { PublishOptions } from './publish-options'
import { addToHistory, applyDraft, bringBackForm, changeForm, replaceForm, setOutcome, usePublish } from './publish-store'
import { PublishTarget } from './publish-target'
import styles from './publish-view.module.css'
import { sendPublish } from './send-publish'
import { TemplateDialog } from './template-dialog'

function ConvertButton(): ReactNode {
  const form = usePublish((store) => store.form)
  if (form.mode === 'json') {
    const split = objectToFields(form.jsonText)
    return <Button size="small" reason={split.ok ? undefined : split.message} onClick={() => { if (split.ok) replaceForm({ ...form, mode: 'fields', rows: split.result.map(toRow) }, split.losses) }}>Split into fields</Button>
  }
  const fields = form.rows.map(readRow)
  const joined = fieldsToObject(fields.flatMap((row) => (row.ok ? [row.field] : [])))
  const reason = fields.every((row) => row.ok) ? undefined : 'A field holds an escape that is not finished.'
  return <Button size="small" reason={reason} onClick={() => { if (joined.ok) replaceForm({ ...form, mode: 'json', jsonText: joined.result }, joined.losses) }}>Join into one JSON</Button>
}

function Publish({ connection, chosen }: { connection: ConnectionState; chosen: StreamRef | undefined }): ReactNode {
  const host = useHost()
  const { form, replaced, from, notes, history } = usePublish()
  const [confirms, setConfirms] = useState(false)
  const [showsTemplates, setShowsTemplates] = useState(false)
  const stream: StreamRef = form.typedKey === undefined && chosen !== undefined ? chosen : { connection: connection.id, key: form.typedKey ?? '' }
  const streamId = toStreamId(stream)
  const isMissing = useWorkbench(useCallback((workbench: WorkbenchState) => workbench.streams[streamId]?.reading?.kind === 'missing', [streamId]))
  const arm = useCommandRegistry((registry) => registry.commands.find((command) => command.id === 'connection.arm'))

  const built = useMemo(() => buildRequest(form, { connection: stream.connection, key: stream.key }), [form, stream.connection, stream.key])
  const isSending = history[0]?.outcome.kind === 'sending'
  const refusal = writeRefusal(connection, stream.key)
  const keyProblem = form.typedKey === '' || (form.typedKey === undefined && chosen === undefined) ? 'Type the key to publish to.' : undefined
  const reason = keyProblem ?? refusal ?? (built.ok ? (isSending ? 'The last one is still under way.' : undefined) : built.problem)

  const send = useStableCallback(async (confirmed: boolean) => {
    if (!built.ok || reason !== undefined) return
    if (built.bytes > LARGE_ENTRY && !confirmed) return setConfirms(true)
    setConfirms(false)
    const request = { ...built.request, confirmLarge: confirmed }
    const key = addToHistory(request, built.bytes, Date.now())
    setOutcome(key, await sendPublish(host, request))
  })
  const publish = useStableCallback(() => void send(false))
  useCommands(useMemo((): AppCommand[] => [
    { id: 'publish.send', title: 'Publish this entry', section: 'Publish', run: publish, unavailable: () => reason },
    { id: 'publish.templates', title: 'Publish templates…', section: 'Publish', run: () => setShowsTemplates(true) }
  ], [publish, reason]))

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // The editor has its own Ctrl+Enter and has prevented the default by now.
      if (event.key !== 'Enter' || (!event.ctrlKey && !event.metaKey) || event.defaultPrevented || event.repeat) return
      // What lies over this view hides what would be sent.
      if (document.querySelector('[role=dialog], [role=menu]') !== null) return
      event.preventDefault()
      publish()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [publish])

  const latest = history[0]
  return (
    <section className={styles.view} aria-label="Publish">
      <header className={styles.head}>
        <h2>Publish</h2>
        <PublishTarget connection={connection} stream={chosen} typedKey={form.typedKey} />
      </header>
      <div className={styles.board}>
        <div className={styles.editor}>
          <div className={styles.bar}>
            <Segmented label="Write as" labelHidden value={form.mode} onChange={(mode) => changeForm({ mode })} options={[{ value: 'json', label: 'One JSON field' }, { value: 'fields', label: 'Fields' }]} />
            <ConvertButton />
            <span className={styles.end}>
              {replaced !== undefined && <Button size="small" variant="quiet" onClick={bringBackForm} hint="Exchanges what is written now with what was there before.">Undo fill</Button>}
              <Button size="small" onClick={() => setShowsTemplates(true)}>Templates…</Button>
            </span>
          </div>
          {from !== undefined && <p className={styles.about}>Filled from <EntryIdText id={from} />, byte for byte. Publishing makes a new entry; that one stays as it is.</p>}
          {notes.map((note) => <p key={note} className={styles.warn}>{note}</p>)}
          {form.mode === 'json' ? <JsonField onSubmit={publish} /> : <FieldRows />}
        </div>
        <div className={styles.side}>
          <div className={styles.settings}>
            <PublishOptions isMissing={isMissing} />
            <PublishHistory />
          </div>
          <div className={styles.act}>
            {built.ok && <CommandLine command={toXaddCommand(built.request)} label="Command that would be sent" />}
            <div className={styles.send}>
              <Button variant="primary" icon={<Send />} reason={reason} showReason onClick={publish}>Publish</Button>
              {reason === undefined && <span className={styles.about}>Ctrl+Enter{built.ok && ` · ${formatBytes(built.bytes)}`}</span>}
              {keyProblem === undefined && refusal !== undefined && arm !== undefined && <Button size="small" variant="danger" onClick={arm.run}>{arm.title}</Button>}
            </div>
            {latest !== undefined && <OutcomeText item={latest} />}
          </div>
        </div>
      </div>
      <Dialog
        open={confirms} onClose={() => setConfirms(false)} title="Publish a large entry?"
        footer={<><Button onClick={() => setConfirms(false)}>Cancel</Button><Button variant="primary" onClick={() => void send(true)}>Publish {built.ok ? formatBytes(built.bytes) : ''}</Button></>}
      >
        {built.ok && `This entry is ${formatBytes(built.bytes)}.`} Every group reads all of it, and the server holds it in memory until it is trimmed.
      </Dialog>
      <TemplateDialog open={showsTemplates} onClose={() => setShowsTemplates(false)} fields={built.ok ? built.request.fields : undefined} />
    </section>
  )
}

/** Publishing one entry by hand. */
export function PublishView(): ReactNode {
  const chosen = useView((view) => view.stream)
  const draft = useView((view) => view.draft)
  const connection = useCurrentConnection()
  useEffect(() => {
    if (draft === undefined) return
    applyDraft(draft)
    setView({ draft: undefined })
  }, [draft])
  if (connection === undefined) return <EmptyState icon={<Plug size={28} />} title="There is no connection" action={<Button onClick={() => setView({ dialog: 'connect' })}>Connect to a server…</Button>}>An entry needs a server to go to.</EmptyState>
  return <Publish connection={connection} chosen={chosen} />
}
