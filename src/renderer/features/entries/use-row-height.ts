import { useLayoutEffect, useState, type RefObject } from 'react'

/** Height of one row in pixels: presenter mode scales it, so it is measured on an element that has it. */
export function useRowHeight(probe: RefObject<HTMLElement | null>, fallback: number): number {
  const [height, setHeight] = useState(fallback)
  useLayoutEffect(() => {
    const element = probe.current
    if (element === null) return
    const measure = (): void => {
      const measured = Math.round(element.getBoundingClientRect().height)
      if (measured > 0) setHeight(measured)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [probe])
  return height
}
