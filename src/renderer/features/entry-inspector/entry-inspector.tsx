import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { Entry } from '@shared/redis/entry'
import { entryIdMilliseconds, type EntryId } from '@shared/redis/entry-id'
import { RotateCw } from 'lucide-react'
import { useCallback, useState, type ReactNode } from 'react'
import { formatBytes } from '../../lib/format-bytes'
import { formatDateTime } from '../../lib/format-time'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'
import { useWorkbench } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { CopyButton } from '../../ui/copy-button'
import { EmptyState } from '../../ui/empty-state'
import { Name } from '../../ui/name'
import { publishAgain } from '../publish'
import styles from './entry-inspector.module.css'
import { LifeLineList } from './life-line-list'
import { PayloadView } from './payload-view'
import { useLifeLine } from './use-life-line'

type Whole = { kind: 'not-asked' } | { kind: 'reading' } | { kind: 'read'; entry: Entry | undefined } | { kind: 'failed'; message: string; next: string }

/** The payload, and the rest of it on demand when it was cut for showing. */
function EntryPayload({ stream, entry }: { stream: StreamRef; entry: Entry }): ReactNode {
  const host = useHost()
  const [whole, setWhole] = useState<Whole>({ kind: 'not-asked' })
  const read = async (): Promise<void> => {
    setWhole({ kind: 'reading' })
    try {
      setWhole({ kind: 'read', entry: (await host.streams.entry({ ...stream, id: entry.id })).entry })
    } catch (error) {
      const { message, next } = toFault(error)
      setWhole({ kind: 'failed', message, next })
    }
  }
  const shown = whole.kind === 'read' && whole.entry !== undefined ? whole.entry : entry
  return (
    <>
      <PayloadView entry={shown} />
      {shown.cut && (
        <p className={styles.cut}>
          {whole.kind === 'read' ? 'Over 8 MB: the rest is not read here.' : 'Long values are cut here.'}
          {whole.kind !== 'read' && <Button size="small" reason={whole.kind === 'reading' ? 'It is being read.' : undefined} onClick={() => void read()}>Read all {formatBytes(entry.bytes)}</Button>}
        </p>
      )}
      {whole.kind === 'read' && whole.entry === undefined && <p className={styles.note}>It is gone by now: trimmed or deleted.</p>}
      {whole.kind === 'failed' && <p className={styles.warn}>{whole.message} {whole.next}</p>}
    </>
  )
}

function EntryCommands({ stream, id, groups }: { stream: StreamRef; id: EntryId; groups: readonly string[] }): ReactNode {
  return (
    <details className={styles.commands}>
      <summary>Commands that show this</summary>
      <CommandLine command={['XRANGE', stream.key, id, id]} label="Read the entry" />
      {groups.slice(0, 20).map((group) => <CommandLine key={group} command={['XPENDING', stream.key, group, id, id, '1']} label="Read its pending row" />)}
    </details>
  )
}

function Inspected({ stream, id }: { stream: StreamRef; id: EntryId }): ReactNode {
  const host = useHost()
  const streamId = toStreamId(stream)
  const state = useWorkbench(useCallback((workbench: WorkbenchState) => workbench.streams[streamId], [streamId]))
  const { line, receivedAt, fault } = useLifeLine(stream, id, state?.reading?.at)
  // What was read of a gone entry is kept, because it cannot be read again.
  const [kept, setKept] = useState<Entry>()
  if (line?.entry !== undefined && kept === undefined) setKept(line.entry)
  const entry = line?.entry ?? kept
  const ms = entryIdMilliseconds(id)
  return (
    <section className={styles.inspector} aria-label={`Entry ${id}`}>
      <header>
        <h2 className={styles.id}>{id}<CopyButton text={id} what="id" /></h2>
        <p className={styles.sub}>
          entry of <strong><Name name={stream.key} limit={48} /></strong>
          {entry !== undefined && <> · {entry.fieldCount} {entry.fieldCount === 1 ? 'field' : 'fields'} · {formatBytes(entry.bytes)}</>}
        </p>
        <p className={styles.sub}>{ms === undefined ? 'its id holds no date' : `${formatDateTime(ms)} by its id`}</p>
      </header>
      {fault !== undefined && line !== undefined && <Banner level="warning" title={fault.message}>{fault.next} What is shown is from before.</Banner>}
      {fault !== undefined && line === undefined && <EmptyState title={fault.message}>{fault.next}</EmptyState>}
      {line === undefined && fault === undefined && <p className={styles.note} role="status">Reading its life line…</p>}
      {line !== undefined && (
        <>
          {line.gone && <Banner level="warning" title="The entry is gone.">It was trimmed or deleted.{kept === undefined ? '' : ' The payload below was read before.'}</Banner>}
          <LifeLineList line={line} receivedAt={receivedAt} stream={stream} state={state} />
          {entry !== undefined && <EntryPayload stream={stream} entry={entry} />}
          <div className={styles.actions}>
            <Button
              icon={<RotateCw />} showReason reason={entry === undefined ? 'Its fields are not known any more.' : line.gone && entry.cut ? 'It is gone, and only a part of it was read.' : undefined}
              onClick={() => { if (entry !== undefined) void publishAgain(host, stream, entry) }}
            >
              Publish again…
            </Button>
          </div>
          <EntryCommands stream={stream} id={id} groups={line.groups.map((standing) => standing.group)} />
        </>
      )}
    </section>
  )
}

/** One entry: its life line across all groups, its payload, and what can be done with it. */
export function EntryInspector({ stream, id }: { stream: StreamRef; id: EntryId }): ReactNode {
  return <Inspected key={`${id}/${toStreamId(stream)}`} stream={stream} id={id} />
}
