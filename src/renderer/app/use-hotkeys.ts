import { useEffect, useRef } from 'react'
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

function runByKeys(keys: string, event: KeyboardEvent): void {
  const command = useCommandRegistry.getState().commands.find((candidate) => candidate.keys === keys)
  if (command === undefined || !isForThePage(event, keys)) return
  event.preventDefault()
  const reason = command.unavailable?.()
  if (reason === undefined) command.run()
  else notify({ level: 'info', text: `${command.title}: ${reason}` })
}

/** Of a sequence such as `g p`: for a hand that is slow, and a machine that is. */
const BETWEEN_KEYS_MS = 2000

/** A shifted sign may also come without Shift: from a layout where it needs none, or from an assistive tool. */
const spellings = (keys: string): string[] => (/^Shift\+\W$/.test(keys) ? [keys, keys.slice(-1)] : [keys])

const bind = (keys: string): (() => void) => tinykeys(window, Object.fromEntries(spellings(keys).map((spelling) => [spelling, (event: KeyboardEvent) => runByKeys(keys, event)])), { timeout: BETWEEN_KEYS_MS })

/** Runs registered commands by their keys. One that would do nothing says why. */
export function useHotkeys(): void {
  // Bound anew only when the keys change: commands come and go many times a second, between two keys of a sequence too.
  const wanted = useCommandRegistry((registry) => registry.commands.flatMap((command) => command.keys ?? []).sort().join('\n'))
  const bound = useRef(new Map<string, () => void>())
  useEffect(() => {
    // Each for itself: a view that brings keys of its own must not make the others forget the first key of a sequence.
    const keep = new Set(wanted.split('\n').filter((keys) => keys !== ''))
    for (const [keys, release] of bound.current) {
      if (keep.has(keys)) continue
      release()
      bound.current.delete(keys)
    }
    for (const keys of keep) if (!bound.current.has(keys)) bound.current.set(keys, bind(keys))
  }, [wanted])
  useEffect(() => {
    const all = bound.current
    return () => {
      for (const release of all.values()) release()
      all.clear()
    }
  }, [])
}
