import { useCallback, useEffect, useRef, type PointerEvent } from 'react'

/**
 * For parts that a pointer enters and leaves. When the page moves under a pointer that rests, browsers tell of it as if a hand had moved: the handler
 * returned here prevents those events, and lets the ones of a hand pass.
 */
export function useRestingPointer(): (event: PointerEvent) => void {
  const last = useRef<{ x: number; y: number }>(undefined)
  useEffect(() => {
    // On its way up, and so after the parts that ask have seen it. A part is left before the move itself is told.
    const note = (event: globalThis.PointerEvent): void => {
      last.current = { x: event.screenX, y: event.screenY }
    }
    window.addEventListener('pointermove', note)
    return () => window.removeEventListener('pointermove', note)
  }, [])
  return useCallback((event) => {
    if (last.current?.x === event.screenX && last.current.y === event.screenY) event.preventDefault()
  }, [])
}
