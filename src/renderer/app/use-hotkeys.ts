import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { useCommandRegistry } from '../store/command-registry'
import { notify } from '../store/notify'

/** Where keys are text or belong to the thing itself. */
const TYPING = 'input, textarea, select, [contenteditable=true], .monaco-editor'
const OPEN_OVER_THE_PAGE = '[role=dialog], [role=menu], [role=listbox][data-state=open]'

function isForThePage(event: KeyboardEvent, binding: string): boolean {
  if (event.defaultPrevented || document.querySelector(OPEN_OVER_THE_PAGE) !== null) return false
  return binding.startsWith('$mod') || !(event.target instanceof Element) || event.target.closest(TYPING) === null
}

/** Runs registered commands by their keys. One that would do nothing says why. */
export function useHotkeys(): void {
  const commands = useCommandRegistry((registry) => registry.commands)
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {}
    for (const command of commands) {
      const { keys } = command
      if (keys === undefined) continue
      bindings[keys] = (event) => {
        if (!isForThePage(event, keys)) return
        event.preventDefault()
        const reason = command.unavailable?.()
        if (reason === undefined) command.run()
        else notify({ level: 'info', text: `${command.title}: ${reason}` })
      }
    }
    return tinykeys(window, bindings)
  }, [commands])
}
