import { useEffect, useRef, useState } from 'react'
import type { FaultData } from '@shared/contract/fault'
import type { LoggedCommand } from '@shared/contract/workbench'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { appendCommands, type Sender } from './read-commands'

const POLL_MS = 500
const LINES_PER_CALL = 500

interface CommandLines {
  lines: readonly LoggedCommand[]
  fault: FaultData | undefined
}

/** Reads the command log twice a second while it is looked at and not paused. `senders` must stay the same for the life of the caller. */
export function useCommandLines(senders: readonly Sender[], paused: boolean): CommandLines {
  const host = useHost()
  const [state, setState] = useState<CommandLines>({ lines: [], fault: undefined })
  const lines = useRef<readonly LoggedCommand[]>([])

  useEffect(() => {
    if (paused) return
    let current = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const poll = async (): Promise<void> => {
      if (!document.hidden) {
        const fault = await attemptQuietly(async () => {
          const { commands, newest } = await host.commandLog.read({ after: lines.current.at(-1)?.seq ?? 0, limit: LINES_PER_CALL, by: [...senders] })
          if (current) lines.current = appendCommands(lines.current, commands, newest)
        })
        if (!current) return
        setState((before) => (before.lines === lines.current && before.fault === fault ? before : { lines: lines.current, fault }))
      }
      timer = setTimeout(() => void poll(), POLL_MS)
    }
    void poll()
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [host, senders, paused])
  return state
}
