import { useMemo } from 'react'
import { useStableCallback } from '../../lib/use-stable-callback'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { setLettersView } from './letters-store'

export interface LetterCommandTargets {
  refresh: () => void
  selectAll: () => void
  prepare: () => void
  /** Why nothing can be redriven now. */
  refusal: string | undefined
  listed: number
}

/** Offers what the Dead letters view can do to the palette while it is open. Writes stay behind the dry run. */
export function useLetterCommands(targets: LetterCommandTargets): void {
  const current = useStableCallback(() => targets)
  const commands = useMemo<AppCommand[]>(() => [
    { id: 'dead-letters.refresh', title: 'Read the dead letters now', section: 'Dead letters', run: () => current().refresh() },
    { id: 'dead-letters.select-all', title: 'Select all listed dead letters that wait', section: 'Dead letters', run: () => current().selectAll(), unavailable: () => (current().listed === 0 ? 'Nothing is listed.' : undefined) },
    { id: 'dead-letters.redrive', title: 'Redrive the selected dead letters: dry run…', section: 'Dead letters', run: () => current().prepare(), unavailable: () => current().refusal },
    { id: 'dead-letters.log', title: 'Show what was redriven', section: 'Dead letters', run: () => setLettersView({ show: 'log' }) },
    { id: 'dead-letters.clear', title: 'Clear the facets of dead letters', section: 'Dead letters', run: () => setLettersView({ terms: [], show: 'letters' }) }
  ], [current])
  useCommands(commands)
}
