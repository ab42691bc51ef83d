import { formatRedisCli, type CommandText } from '@shared/redis/command-preview'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button'
import styles from './command-line.module.css'

/** Shown at most, in characters; copying always takes the whole. */
const SHOWN = 4000

/** The exact command, as it can be pasted at a redis-cli prompt. */
export function CommandLine({ command, label = 'Command', what = 'as redis-cli' }: { command: CommandText; label?: string; what?: string }): ReactNode {
  const text = formatRedisCli(command)
  return (
    <div className={styles.line} role="group" aria-label={label}>
      <code className={styles.text}>{text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}</code>
      <CopyButton text={text} what={what} />
    </div>
  )
}
