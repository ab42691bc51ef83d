import { RefreshCw } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import type { DeadLetter } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import type { EntryId } from '@shared/redis/entry-id'
import { formatCount } from '../../lib/format-count'
import { useStableCallback } from '../../lib/use-stable-callback'
import { useWorkbench } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { Segmented } from '../../ui/segmented'
import { toggleAll, type SelectedIds } from '../../ui/select-ids'
import { writeRefusal } from '../worker-actions'
import styles from './dead-letters.module.css'
import { DepthCharts } from './depth-charts'
import { FacetPanel } from './facet-panel'
import { passesTerms } from './letter-facets'
import { LetterPane } from './letter-pane'
import { LetterTable } from './letter-table'
import { LettersEmpty } from './letters-empty'
import { editKey, setLettersView, useLettersView } from './letters-store'
import { parsePayload } from './payload-text'
import { LettersSwitch } from './letters-switch'
import { RedriveBar } from './redrive-bar'
import { RedriveDialog } from './redrive-dialog'
import { RedriveLog } from './redrive-log'
import { MOST_LETTERS } from './read-letters'
import { useDeadLetters } from './use-dead-letters'
import { useDepthCourse } from './use-depth-course'
import { useLetterCommands } from './use-letter-commands'
import { useRedriveRun } from './use-redrive-run'

const NONE: SelectedIds = new Set()
const NO_LETTERS: readonly DeadLetter[] = []

/** One dead-letter stream. Mounted anew for each. */
export function LettersBoard({ stream, picker }: { stream: StreamRef; picker: ReactNode }): ReactNode {
  const { show, terms, edits } = useLettersView()
  const refusal = useWorkbench((workbench) => writeRefusal(workbench.connections[stream.connection], stream.key))
  const board = useDeadLetters(stream)
  const course = useDepthCourse(board)
  const [selected, setSelected] = useState<SelectedIds>(NONE)
  const [opened, setOpened] = useState<EntryId>()
  const [prepared, setPrepared] = useState<readonly EntryId[]>()
  const runner = useRedriveRun(stream, useStableCallback(() => {
    setSelected(NONE)
    board.refresh()
  }))

  const loaded = board.reading?.letters ?? NO_LETTERS
  const shown = useMemo(() => loaded.filter((letter) => passesTerms(letter, terms)), [loaded, terms])
  const waiting = useMemo(() => shown.filter(({ mark }) => mark === undefined).map(({ id }) => id), [shown])
  const chosen = useMemo(() => loaded.filter(({ id }) => selected.has(id)).map(({ id }) => id), [loaded, selected])
  const open = loaded.find(({ id }) => id === opened)
  const edited = (id: EntryId): boolean => edits.has(editKey(stream, id))
  const wrong = chosen.find((id) => {
    const edit = edits.get(editKey(stream, id))
    return edit !== undefined && !parsePayload(edit).ok
  })
  const reason = refusal
    ?? (runner.run.kind === 'running' ? 'Letters are being redriven.' : undefined)
    ?? (chosen.length === 0 ? 'Select dead letters first.' : undefined)
    ?? (wrong === undefined ? undefined : `What was made of ${wrong} is not a payload yet: see its mistake.`)

  const prepare = (ids: readonly EntryId[]): void => {
    if (runner.run.kind === 'finished') runner.dismiss()
    setPrepared(ids)
  }
  useLetterCommands({ refresh: board.refresh, selectAll: () => setSelected(toggleAll(selected, waiting)), prepare: () => prepare(chosen), refusal: reason, listed: waiting.length })

  return (
    <section className={styles.view} aria-label="Dead letters">
      <header className={styles.head}>
        <h2>Dead letters</h2>
        {picker}
        <Segmented label="Show" labelHidden value={show} onChange={(next) => setLettersView({ show: next })} options={[{ value: 'letters', label: 'Letters' }, { value: 'log', label: `Redriven (${formatCount(board.log.length)})` }, { value: 'depth', label: 'Depth', hint: 'How many each handler has, over time' }]} />
        <span className={styles.count}>{board.reading === undefined ? '' : `${formatCount(board.reading.length)} in the stream, ${formatCount(shown.length)} of ${formatCount(loaded.length)} loaded shown`}</span>
        {board.reading?.more === true && loaded.length < MOST_LETTERS && <><Button size="small" onClick={board.loadMore}>Load more</Button><Button size="small" variant="quiet" onClick={board.loadAll}>Load up to {formatCount(MOST_LETTERS)}</Button></>}
        <LettersSwitch stream={stream} />
        <IconButton label="Read again" icon={<RefreshCw />} onClick={board.refresh} />
      </header>
      {board.fault !== undefined && board.fault.code !== 'no-such-stream' && <Banner level="error" title={board.fault.message} actions={<Button size="small" onClick={board.refresh}>Try again</Button>}>{board.fault.next}</Banner>}
      {show === 'depth' ? <DepthCharts course={course} /> : show === 'log' ? <RedriveLog stream={stream} log={board.log} refusal={refusal} onUndone={board.refresh} /> : (
        <div className={styles.board} data-open={open !== undefined}>
          <FacetPanel letters={loaded} terms={terms} onTerms={(next) => setLettersView({ terms: next })} />
          {shown.length === 0 ? <LettersEmpty stream={stream} board={board} filtered={loaded.length > 0} /> : (
            <LetterTable letters={shown} waiting={waiting} selected={selected} onSelect={setSelected} opened={opened} onOpen={setOpened} edited={edited} />
          )}
          {open !== undefined && <LetterPane key={open.id} stream={stream} letter={open} refusal={refusal ?? (runner.run.kind === 'running' ? 'Letters are being redriven.' : undefined)} onRedrive={() => prepare([open.id])} onClose={() => setOpened(undefined)} />}
        </div>
      )}
      {show === 'letters' && <RedriveBar selected={chosen.length} reason={reason} runner={runner} onPrepare={() => prepare(chosen)} onShowLog={() => setLettersView({ show: 'log' })} />}
      {prepared !== undefined && <RedriveDialog stream={stream} ids={prepared} onClose={() => setPrepared(undefined)} onConfirm={(letters) => { setPrepared(undefined); void runner.start(letters) }} />}
    </section>
  )
}
