import { useMemo, useState, type ReactNode } from 'react'
import type { LoggedCommand } from '@shared/contract/workbench'
import { formatRedisCli } from '@shared/redis/command-preview'
import { formatCount } from '../../lib/format-count'
import { formatClock } from '../../lib/format-time'
import { Badge } from '../../ui/badge'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { EmptyState } from '../../ui/empty-state'
import { nameToText } from '../../ui/name-parts'
import { tip } from '../../ui/tooltip'
import { VirtualList } from '../../ui/virtual-list'
import styles from './command-log.module.css'
import { SENDER_WORDS, SENDERS, type Sender } from './read-commands'
import { useCommandLines } from './use-command-lines'

const OUTCOMES = {
  ok: { tone: 'ok', word: 'ok' },
  failed: { tone: 'bad', word: 'failed' },
  unknown: { tone: 'warn', word: 'unknown' },
  'refused-by-sluice': { tone: 'neutral', word: 'refused by Sluice' }
} as const

function CommandRow({ line }: { line: LoggedCommand }): ReactNode {
  const text = formatRedisCli(line.command)
  const outcome = OUTCOMES[line.outcome]
  const omitted = line.omitted === 0 ? '' : ` … ${formatCount(line.omitted)} more arguments`
  return (
    <div className={styles.row}>
      <time>{formatClock(line.at)}</time>
      <span className={styles.by} {...tip(line.who === undefined ? undefined : nameToText(line.who))}>{line.who === undefined ? SENDER_WORDS[line.by] : nameToText(line.who, 40)}</span>
      <code className={styles.command} {...tip(text.length > 80 ? `${text.slice(0, 1200)}${omitted}` : undefined)}>{text}{omitted}</code>
      {line.times > 1 && <Badge hint="Commands of this shape, counted together.">× {formatCount(line.times)}</Badge>}
      <Badge tone={outcome.tone} hint={line.reply === '' ? undefined : line.reply}>{outcome.word}</Badge>
      <span className={styles.took} {...tip('Round trip')}>{line.tookMs.toFixed(1)} ms</span>
      {/* A cut command must not be pasted as if it were whole. */}
      {line.omitted === 0 ? <CopyButton text={text} what="as redis-cli" /> : <span className={styles.noCopy} />}
    </div>
  )
}

function CommandLines({ senders, paused }: { senders: readonly Sender[]; paused: boolean }): ReactNode {
  const { lines, fault } = useCommandLines(senders, paused)
  return (
    <>
      {fault !== undefined && <Banner level="warning" title={fault.message}>{fault.next}</Banner>}
      {lines.length === 0
        ? <EmptyState title="No command from these senders yet">Each command that Sluice sends is told here, with its reply.</EmptyState>
        : <VirtualList className={styles.list} label="Commands, newest last" role="log" rowRole="none" count={lines.length} rowHeight={26} stickToEnd={!paused} keyOf={(index) => lines[index]?.seq ?? index} renderRow={(index) => {
            const line = lines[index]
            return line === undefined ? undefined : <CommandRow line={line} />
          }} />}
    </>
  )
}

/** What Sluice sent to servers, by whom, and what came of it. */
export function CommandLog(): ReactNode {
  const [hidden, setHidden] = useState<readonly Sender[]>(['observer'])
  const [paused, setPaused] = useState(false)
  const senders = useMemo(() => SENDERS.filter((sender) => !hidden.includes(sender)), [hidden])
  const toggle = (sender: Sender): void => setHidden(hidden.includes(sender) ? hidden.filter((other) => other !== sender) : [...hidden, sender])
  return (
    <div className={styles.log}>
      <div className={styles.filters} role="group" aria-label="Senders">
        {SENDERS.map((sender) => <Button key={sender} size="small" aria-pressed={!hidden.includes(sender)} onClick={() => toggle(sender)}>{SENDER_WORDS[sender]}</Button>)}
        <Button size="small" aria-pressed={paused} onClick={() => setPaused(!paused)}>{paused ? 'Go on' : 'Pause'}</Button>
      </div>
      <CommandLines key={senders.join()} senders={senders} paused={paused} />
    </div>
  )
}
