import { useEffect } from 'react'
import { create } from 'zustand'

/** An action a person can take. Palette, hotkeys, menus, buttons and tests share this one list. */
export interface AppCommand {
  /** Stable, e.g. `worker.crash`. */
  id: string
  title: string
  section: string
  /** tinykeys syntax, e.g. `$mod+k` or `g f`. */
  keys?: string
  run: () => void
  /** The reason why it would do nothing now, or undefined when it would do something. */
  unavailable?: () => string | undefined
}

export const useCommandRegistry = create<{ commands: readonly AppCommand[] }>(() => ({ commands: [] }))

/** Offers commands while the caller is mounted. Keep `commands` stable with useMemo. */
export function useCommands(commands: readonly AppCommand[]): void {
  useEffect(() => {
    useCommandRegistry.setState((registry) => ({ commands: [...registry.commands, ...commands] }))
    return () => useCommandRegistry.setState((registry) => ({ commands: registry.commands.filter((command) => !commands.includes(command)) }))
  }, [commands])
}
