import type { ConnectionState } from '@shared/model/connection-state'
import { selectLateAfter } from '@shared/model/select-pending-class'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { GroupState, StreamState } from '@shared/model/stream-state'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { Entry } from '@shared/redis/entry'
import type { EntryId } from '@shared/redis/entry-id'
import { Database } from 'lucide-react'
import { useCallback, useDeferredValue, useMemo, useRef, useState, type ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { useStableCallback } from '../../lib/use-stable-callback'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { useHost } from '../../store/host'
import { useSettings } from '../../store/settings-store'
import { select, useView } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { EntryIdText, Name } from '../../ui/name'
import { publishAgain } from '../publish'
import { describeLanding, type Landing } from './entries-feed'
import { EntriesProblem } from './entries-problem'
import { EntriesToolbar } from './entries-toolbar'
import styles from './entries-view.module.css'
import { describePlace } from './describe-place'
import { EntryList } from './entry-list'
import type { MarkedGroup } from './group-marks'
import type { Jump } from './parse-jump'
import { selectMatches } from './select-matches'
import { formatNews } from './select-news'
import { indexGroup } from './select-standing'
import { useEntries } from './use-entries'

/** Rows from the end of what is loaded at which the next page is asked for. */
const PAGE_AHEAD = 40

/** `lateMs`: idle past which a pending entry is late where no sweeper says otherwise. */
function markGroups(groups: readonly GroupState[], lateMs: number): MarkedGroup[] {
  return groups.flatMap((group) => {
    if (group.facts === undefined || group.vanishedAt !== undefined) return []
    const lateAfterMs = selectLateAfter(group, lateMs)
    return [{ ...indexGroup(group.facts), lateAfterMs }]
  })
}

const NO_GROUPS: readonly GroupState[] = []

function StreamEntries({ stream, state: known, connection }: { stream: StreamRef; state: StreamState | undefined; connection: ConnectionState | undefined }): ReactNode {
  const host = useHost()
  const reading = known?.reading
  const { feed, state, news, following, setFollowing } = useEntries(stream, reading, connection?.status.kind === 'ready')
  const { window, phase, landing } = state
  const [filter, setFilter] = useState('')
  // A jump moves the cursor to where it landed; what was chosen before that no longer counts.
  const [chosen, setChosen] = useState<{ id: EntryId; since: Landing | undefined }>()
  const activeId = chosen !== undefined && chosen.since === landing ? chosen.id : landing?.id
  const setActiveId = (id: EntryId): void => setChosen({ id, since: landing })
  const [inSight, setInSight] = useState<{ first: number; last: number }>()
  const [jumpedToTime, setJumpedToTime] = useState(false)
  const jumpInput = useRef<HTMLInputElement>(null)
  const filterInput = useRef<HTMLInputElement>(null)
  const selection = useView((view) => view.selection)
  const selectedId = selection?.kind === 'entry' && toStreamId(selection.stream) === toStreamId(stream) ? selection.id : undefined

  const lateMs = useSettings((store) => store.settings.idleThresholdMs)
  const groups = useDeferredValue(known?.groups ?? NO_GROUPS)
  const marked = useMemo(() => markGroups(groups, lateMs), [groups, lateMs])
  const wanted = useDeferredValue(filter)
  const loaded = window?.rows
  const rows = useMemo(() => selectMatches(loaded ?? [], wanted), [loaded, wanted])
  const isFiltered = wanted.trim() !== ''

  const jump = useStableCallback((to: Exclude<Jump, { kind: 'invalid' }>) => {
    setFilter('')
    setFollowing(to.kind === 'newest')
    setJumpedToTime(to.kind === 'time')
    if (to.kind === 'newest') void feed.openNewest()
    else if (to.kind === 'oldest') void feed.openOldest()
    else void feed.openAt(to.id)
  })
  const follow = useStableCallback((on: boolean) => {
    if (on) jump({ kind: 'newest' })
    else setFollowing(false)
  })

  const atNewest = window?.atNewest === true
  const onRange = useCallback((first: number, last: number) => {
    setInSight((before) => (before?.first === first && before.last === last ? before : { first, last }))
    // A filter that hides every row would page through the whole stream: then a person asks for each page.
    if (isFiltered) return
    const { rows: held = [], atOldest = true } = feed.state().window ?? {}
    if (last >= held.length - PAGE_AHEAD && !atOldest) void feed.loadOlder()
    else if (first < PAGE_AHEAD && !atNewest) void feed.loadNewer()
  }, [feed, isFiltered, atNewest])

  const open = useStableCallback((entry: Entry) => {
    setActiveId(entry.id)
    select({ kind: 'entry', stream, id: entry.id })
  })
  const again = useStableCallback((entry: Entry) => void publishAgain(host, stream, entry))

  useCommands(useMemo((): AppCommand[] => [
    { id: 'entries.newest', title: 'Go to the newest entries', section: 'Entries', run: () => jump({ kind: 'newest' }) },
    { id: 'entries.oldest', title: 'Go to the oldest entries', section: 'Entries', run: () => jump({ kind: 'oldest' }) },
    { id: 'entries.jump', title: 'Go to an id or a time…', section: 'Entries', keys: 'j', run: () => jumpInput.current?.focus() },
    { id: 'entries.filter', title: 'Filter loaded rows…', section: 'Entries', keys: '/', run: () => filterInput.current?.focus() },
    { id: 'entries.follow', title: following ? 'Pause following' : 'Follow new entries', section: 'Entries', run: () => follow(!following) }
  ], [following, follow, jump]))

  // While following, the page is the newer of the two; away from the newest only readings go on.
  const isPageNewer = reading?.kind !== 'present' || (following && atNewest)
  const lengthNow = isPageNewer ? window?.length : reading.length
  const firstId = reading?.kind === 'present' ? reading.firstId : window?.firstId
  const oldestId = firstId ?? (window?.atOldest === true ? window.rows.at(-1)?.id : undefined)
  const newestId = isPageNewer ? window?.lastId : (reading.tail[0] ?? window?.lastId)
  const isBare = window === undefined || window.rows.length === 0
  const isReading = phase.kind === 'opening' || phase.kind === 'loading'
  const fault = phase.kind === 'failed' ? phase.fault : undefined
  return (
    <section className={styles.view} aria-label="Entries">
      <header className={styles.head}>
        <h2>Entries</h2>
        <span className={styles.of}>of <strong><Name name={stream.key} limit={60} /></strong></span>
        {lengthNow !== undefined && <span>{formatCount(lengthNow)} {lengthNow === 1 ? 'entry' : 'entries'}</span>}
        {oldestId !== undefined && <span className={styles.ends}>oldest <EntryIdText id={oldestId} /></span>}
        {newestId !== undefined && <span className={styles.ends}>newest <EntryIdText id={newestId} /></span>}
      </header>
      {(!isBare || isReading) && (
        <EntriesToolbar
          following={following && (atNewest || isBare)} news={atNewest ? formatNews(news) : undefined} filter={filter} landing={landing === undefined ? undefined : describeLanding(landing, jumpedToTime)}
          jumpInput={jumpInput} filterInput={filterInput} onFollow={follow} onFilter={setFilter} onJump={jump}
        />
      )}
      {!isBare && fault !== undefined && <Banner level="warning" title={fault.message} actions={<Button size="small" onClick={() => void feed.retry()}>Read again</Button>}>{fault.next} The rows below were read before.</Banner>}
      {!isBare && reading?.kind === 'missing' && <Banner level="warning" title="The stream is gone.">The rows below were read before it was deleted or expired.</Banner>}
      {isBare && !isReading && <EntriesProblem reading={reading} fault={fault} onRetry={() => void feed.openNewest()} />}
      {isBare && isReading && <p className={styles.reading} role="status">Reading entries…</p>}
      {!isBare && (
        <EntryList
          rows={rows} landing={landing} groups={marked} lastGeneratedId={reading?.kind === 'present' ? reading.lastGeneratedId : undefined} firstId={firstId} freshAfter={state.freshAfter}
          pinned={following && atNewest} activeId={activeId} selectedId={selectedId}
          onActive={setActiveId} onOpen={open} onPublishAgain={again} onScrolledAway={() => setFollowing(false)} onRange={onRange}
          onHome={() => jump({ kind: 'newest' })} onEnd={() => jump({ kind: 'oldest' })}
          foot={isFiltered
            ? <>{rows.length === 0 && 'No loaded row matches. '}Only the {formatCount(window.rows.length)} loaded rows are searched. {!window.atOldest && <Button size="small" onClick={() => void feed.loadOlder()}>Load older rows</Button>}</>
            : window.atOldest ? 'This is the oldest entry.' : 'Reading older entries…'}
        />
      )}
      {!isBare && (
        <footer className={styles.foot}>
          <span>{isFiltered ? `${formatCount(rows.length)} of ${formatCount(window.rows.length)} loaded rows match` : inSight === undefined ? '' : describePlace(window, inSight.first, inSight.last)}</span>
          <span className={styles.right}>{formatCount(window.rows.length)} rows loaded{state.tookMs === undefined ? '' : ` · last page in ${Math.max(1, Math.round(state.tookMs))} ms`}{marked.length > 0 && ' · marks as of the last reading'}</span>
        </footer>
      )}
    </section>
  )
}

/** The entries of the chosen stream, newest first. */
export function EntriesView(): ReactNode {
  const stream = useView((view) => view.stream)
  const streamId = stream === undefined ? undefined : toStreamId(stream)
  const known = useWorkbench(useCallback((workbench: WorkbenchState) => (streamId === undefined ? undefined : workbench.streams[streamId]), [streamId]))
  const connection = useWorkbench(useCallback((workbench: WorkbenchState) => (stream === undefined ? undefined : workbench.connections[stream.connection]), [stream]))
  if (stream === undefined) return <EmptyState icon={<Database size={28} />} title="No stream is chosen">Choose one in the stream picker at the top, or start a lab.</EmptyState>
  // The same id may mean another entry in another epoch (TRUST I6): nothing of the old one is kept.
  return <StreamEntries key={`${known?.epoch ?? 0}/${streamId}`} stream={stream} state={known} connection={connection} />
}
