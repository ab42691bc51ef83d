import { ArrowDownToLine, ArrowUpToLine, CornerDownLeft, MailX, Pause, Play } from 'lucide-react'
import { useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { setView } from '../../store/view-store'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { TextField } from '../../ui/text-field'
import styles from './entries-view.module.css'
import { parseJump, type Jump } from './parse-jump'

export interface EntriesToolbarProps {
  following: boolean
  /** e.g. `12 new`. */
  news: string | undefined
  filter: string
  /** What a jump came to, when it did not hit. */
  landing: string | undefined
  jumpInput: RefObject<HTMLInputElement | null>
  filterInput: RefObject<HTMLInputElement | null>
  onFollow: (following: boolean) => void
  onFilter: (text: string) => void
  onJump: (jump: Exclude<Jump, { kind: 'invalid' }>) => void
}

/** Back to the keys of the page. */
function leaveOnEscape(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === 'Escape') event.currentTarget.blur()
}

/** Where to look, what to look for, and whether to follow. */
export function EntriesToolbar({ following, news, filter, landing, jumpInput, filterInput, onFollow, onFilter, onJump }: EntriesToolbarProps): ReactNode {
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const go = (): void => {
    const jump = parseJump(text, Date.now())
    if (jump.kind === 'invalid') setError(jump.message)
    else onJump(jump)
  }
  return (
    <div className={styles.toolbar}>
      <form
        className={styles.jump}
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <TextField
          ref={jumpInput} onKeyDown={leaveOnEscape} label="Go to id or time" labelHidden mono placeholder="Go to id or time: 14:03:02, 5 min ago…" value={text} error={error} hint={error === undefined ? landing : undefined}
          onChange={(next) => {
            setText(next)
            setError(undefined)
          }}
          suffix={<IconButton type="submit" size="small" label="Go" icon={<CornerDownLeft />} reason={text.trim() === '' ? 'Type an id or a time first.' : undefined} />}
        />
      </form>
      <div className={styles.filter}>
        <TextField ref={filterInput} onKeyDown={leaveOnEscape} type="search" label="Filter loaded rows" labelHidden mono placeholder="Filter loaded rows" value={filter} onChange={onFilter} />
      </div>
      <IconButton variant="default" label="Newest" icon={<ArrowUpToLine />} onClick={() => onJump({ kind: 'newest' })} />
      <IconButton variant="default" label="Oldest" icon={<ArrowDownToLine />} onClick={() => onJump({ kind: 'oldest' })} />
      <Button
        aria-pressed={following} icon={following ? <Pause /> : <Play />} onClick={() => onFollow(!following)}
        hint={following ? 'New entries appear at the top as they are added. Press to pause.' : 'Go to the newest entries and keep up with them.'}
      >
        {following ? 'Following' : news === undefined ? 'Follow' : `Follow · ${news}`}
      </Button>
      <IconButton variant="default" label="Dead letters of this stream" icon={<MailX />} onClick={() => setView({ view: 'dead-letters' })} />
    </div>
  )
}
