import { useMemo } from 'react'
import { useStableCallback } from '../../lib/use-stable-callback'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { setPendingView, usePendingView } from './pending-view-store'
import type { BulkAction } from './run-bulk-action'

export interface PendingCommandTargets {
  refresh: () => void
  selectAll: () => void
  setMode: (mode: BulkAction['kind']) => void
  listed: number
  refusal: string | undefined
}

/** Offers what the Pending view can do to the palette while it is open. Writes stay behind their own button and preview. */
export function usePendingCommands(targets: PendingCommandTargets): void {
  const current = useStableCallback(() => targets)
  const commands = useMemo<AppCommand[]>(() => {
    const unlessEmpty = (): string | undefined => (current().listed === 0 ? 'Nothing is listed.' : undefined)
    const prepare = (mode: BulkAction['kind'], title: string): AppCommand => ({
      id: `pending.${mode}`, title, section: 'Pending', run: () => current().setMode(mode), unavailable: () => current().refusal
    })
    return [
      { id: 'pending.refresh', title: 'Read the pending list now', section: 'Pending', run: () => current().refresh() },
      { id: 'pending.pause', title: 'Stop or go on reading the pending list', section: 'Pending', run: () => setPendingView({ paused: !usePendingView.getState().paused }) },
      { id: 'pending.select-all', title: 'Select all listed pending entries', section: 'Pending', run: () => current().selectAll(), unavailable: unlessEmpty },
      { id: 'pending.clear-filter', title: 'Clear the pending filter', section: 'Pending', run: () => setPendingView({ line: '' }) },
      prepare('claim', 'Prepare to claim the selected entries'),
      prepare('autoclaim', 'Prepare an autoclaim'),
      prepare('ack', 'Prepare to acknowledge the selected entries')
    ]
  }, [current])
  useCommands(commands)
}
