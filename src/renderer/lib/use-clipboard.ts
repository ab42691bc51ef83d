import { useCallback, useEffect, useRef, useState } from 'react'

const SHOWN_MS = 1600

/** Copies text and tells for a moment how that went. */
export function useClipboard(): { state: 'idle' | 'copied' | 'failed'; copy: (text: string) => void } {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const show = useCallback((next: 'copied' | 'failed') => {
    setState(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setState('idle'), SHOWN_MS)
  }, [])
  const copy = useCallback((text: string) => {
    navigator.clipboard.writeText(text).then(() => show('copied'), () => show('failed'))
  }, [show])
  return { state, copy }
}
