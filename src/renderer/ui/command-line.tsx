import { formatRedisCli, type CommandText } from '@shared/redis/command-preview'
import type { ReactNode } from 'react'
import { CopyLine } from './copy-line'

/** The exact command, as it can be pasted at a redis-cli prompt. */
export function CommandLine({ command, label = 'Command', what = 'as redis-cli' }: { command: CommandText; label?: string; what?: string }): ReactNode {
  return <CopyLine text={formatRedisCli(command)} label={label} what={what} />
}
