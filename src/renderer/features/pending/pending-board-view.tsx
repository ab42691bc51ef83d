import { useMemo, useState, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import { selectLateAfter } from '@shared/model/select-pending-class'
import type { GroupRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import { formatCount } from '../../lib/format-count'
import { useStableCallback } from '../../lib/use-stable-callback'
import { useSettings } from '../../store/settings-store'
import { select, useView } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { useServerNow } from '../../store/use-server-now'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { nameToText } from '../../ui/name-parts'
import { toggleAll, type SelectedIds } from '../../ui/select-ids'
import { consumersOf, isGone, statusWord, writeRefusal } from '../worker-actions'
import { ActionBar } from './action-bar'
import { ClaimDialog } from './claim-dialog'
import { listTargets } from './claim-target'
import { countFacets } from './count-facets'
import { DiagnosisBanner } from './diagnosis-banner'
import { diagnosePending } from './diagnose-pending'
import { FacetList } from './facet-list'
import { FilterLine } from './filter-line'
import { formatFilter } from './format-filter'
import { orderRows } from './order-rows'
import { parseFilter } from './parse-filter'
import { createRowFilter, type FilterTerm } from './pending-filter'
import { PendingTable } from './pending-table'
import { setPendingView, usePendingView } from './pending-view-store'
import styles from './pending-view.module.css'
import { LoadStatus, ReadStatus } from './read-status'
import type { BulkAction, BulkEnd } from './run-bulk-action'
import { SweeperControl } from './sweeper-control'
import { toggleFacet } from './toggle-facet'
import { useBulkRun } from './use-bulk-run'
import { useHeldRows } from './use-held-rows'
import { usePendingBoard } from './use-pending-board'
import { usePendingCommands } from './use-pending-commands'

const NONE: SelectedIds = new Set()

export interface PendingBoardViewProps {
  group: GroupRef
  state: GroupState
  /** When the group's facts were read; undefined before that. */
  at: number | undefined
  picker: ReactNode
}

/** One group's pending list. Mounted anew for each group. */
export function PendingBoardView({ group, state, at, picker }: PendingBoardViewProps): ReactNode {
  const { line, order, paused } = usePendingView()
  const settings = useSettings((store) => store.settings)
  const workers = useWorkbench((workbench) => workbench.workers)
  const refusal = useWorkbench((workbench) => writeRefusal(workbench.connections[group.connection], group.key))
  const selection = useView((view) => view.selection)
  const now = useServerNow(1000)
  const [selected, setSelected] = useState<SelectedIds>(NONE)
  const [holding, setHolding] = useState(false)
  const [mode, setMode] = useState<BulkAction['kind']>('claim')
  const [fixing, setFixing] = useState<ByteText>()

  const own = useMemo(() => consumersOf(workers, group, group.group), [workers, group])
  const targets = useMemo(() => listTargets(state.facts, own), [state.facts, own])
  const notes = useMemo(() => new Map(own.filter((worker) => isGone(worker) || worker.status.kind === 'frozen' || worker.status.kind === 'parked').map((worker) => [worker.name, statusWord(worker)])), [own])
  const thresholdMs = selectLateAfter(state, settings.idleThresholdMs)

  const filter = useMemo(() => parseFilter(line), [line])
  const owner = soleOwner(filter.terms)
  const board = usePendingBoard(group, owner, paused)
  const finish = useStableCallback(({ kind }: BulkEnd) => {
    // What was acted on is not what a second click should act on; after any other end the person may go on with it.
    if (kind === 'completed') setSelected(NONE)
    board.refresh()
  })
  const runner = useBulkRun(group, finish)
  const prepare = (next: BulkAction['kind']): void => {
    setMode(next)
    if (runner.run.kind === 'finished') runner.dismiss()
  }
  const choose = (next: SelectedIds): void => {
    setSelected(next)
    if (runner.run.kind === 'finished') runner.dismiss()
  }
  const fix = (of: ByteText): void => {
    setFixing(of)
    if (runner.run.kind === 'finished') runner.dismiss()
  }
  const loaded = useMemo(() => board.reading?.rows ?? [], [board.reading])
  const passing = useMemo(() => {
    const passes = createRowFilter(filter.terms)
    return orderRows(loaded.filter((row) => passes(row, now)), order)
  }, [loaded, filter, order, now])
  const basis = useMemo(() => ({ filter, order }), [filter, order])
  const rows = useHeldRows(passing, loaded, holding, basis)
  const chosen = useMemo(() => loaded.filter(({ id }) => selected.has(id)), [loaded, selected])
  const facets = useMemo(() => countFacets(loaded, board.reading?.owners ?? [], now), [loaded, board.reading, now])
  const diagnoses = state.facts === undefined || at === undefined ? [] : diagnosePending(state.facts, own, at, thresholdMs)

  usePendingCommands({
    refresh: board.refresh,
    selectAll: () => choose(toggleAll(selected, rows.map(({ id }) => id))),
    setMode: prepare,
    listed: rows.length,
    refusal
  })

  return (
    <section className={styles.view} aria-label="Pending">
      <header className={styles.head}>
        <h2>Pending</h2>
        {picker}
        <FilterLine line={line} onChange={(next) => setPendingView({ line: next })} problems={filter.problems} loaded={loaded.length} shown={passing.length} />
        <ReadStatus board={board} paused={paused} />
      </header>
      {state.vanishedAt !== undefined && <Banner level="error" title="This group is gone from the server.">What is shown is from before. Whoever reads from it gets NOGROUP.</Banner>}
      {board.fault !== undefined && <Banner level="error" title={board.fault.message} actions={<Button size="small" onClick={board.refresh}>Try again</Button>}>{board.fault.next}</Banner>}
      <DiagnosisBanner diagnoses={diagnoses} sweeper={state.sweeper} own={own} onFix={fix} />
      <div className={styles.board}>
        <aside className={styles.side} aria-label="Facets">
          <p className={styles.total}><strong>{board.reading === undefined ? '…' : formatCount(board.reading.total)}</strong> pending {owner === undefined ? 'in this group' : 'at this owner'}, by the server</p>
          <FacetList
            facets={facets}
            terms={filter.terms}
            onToggle={(terms) => setPendingView({ line: formatFilter(toggleFacet(filter.terms, terms)) })}
            ownerNote={({ label }) => (label.kind === 'owner' ? notes.get(label.name) : undefined)}
          />
          <SweeperControl group={group} sweeper={state.sweeper} targets={targets} thresholdMs={settings.idleThresholdMs} refusal={refusal} />
        </aside>
        <div className={styles.list}>
          {rows.length > 0 ? (
            <PendingTable
              rows={rows}
              order={order}
              onOrder={(next) => setPendingView({ order: next })}
              selected={selected}
              onSelect={choose}
              inspected={selection?.kind === 'entry' ? selection.id : undefined}
              onInspect={(id) => select({ kind: 'entry', stream: { connection: group.connection, key: group.key }, id })}
              thresholdMs={thresholdMs}
              ownerNotes={notes}
              onHold={setHolding}
            />
          ) : <EmptyList loading={board.reading === undefined && board.fault === undefined} total={board.reading?.total} owner={owner} filtered={line !== ''} />}
          <LoadStatus board={board} />
        </div>
      </div>
      <ActionBar group={group} rows={chosen} own={own} targets={targets} thresholdMs={thresholdMs} refusal={refusal} runner={runner} troubled={diagnoses[0]?.owner} mode={mode} onMode={prepare} />
      {fixing !== undefined && <ClaimDialog group={group} owner={fixing} own={own} targets={targets} thresholdMs={thresholdMs} refusal={refusal} runner={runner} onClose={() => setFixing(undefined)} />}
    </section>
  )
}

/** The one owner that the filter asks for, so that the server can narrow to it. */
function soleOwner(terms: readonly FilterTerm[]): ByteText | undefined {
  const owners = terms.filter((term) => term.kind === 'owner' || term.kind === 'no-owner')
  const [only] = owners
  return owners.length === 1 && only?.kind === 'owner' ? only.name : undefined
}

/** `total`: of the owner, where the filter names one. */
function EmptyList({ loading, total, owner, filtered }: { loading: boolean; total: number | undefined; owner: ByteText | undefined; filtered: boolean }): ReactNode {
  const clear = <Button onClick={() => setPendingView({ line: '' })}>Clear the filter</Button>
  if (loading) return <EmptyState title="Reading…">The oldest pending entries are on their way.</EmptyState>
  if (filtered && total !== undefined && total > 0) {
    return <EmptyState title="No loaded row passes the filter" action={clear}>{owner === undefined ? 'The group' : nameToText(owner, 60)} has {formatCount(total)} pending.</EmptyState>
  }
  if (total === undefined) return <EmptyState title="Nothing could be read">The reason stands above.</EmptyState>
  if (owner !== undefined) return <EmptyState title={`${nameToText(owner, 60)} holds nothing`} action={clear}>Others of the group may hold something.</EmptyState>
  return <EmptyState title="Nothing is pending">Everything delivered in this group has been acknowledged. Crash a consumer while it holds entries to see them wait here.</EmptyState>
}
