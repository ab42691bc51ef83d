import { useEffect, useState, type RefObject } from 'react'

/** Whether any of the element can be seen in its scrolling parents; true where that cannot be told. */
export function useInView(ref: RefObject<Element | null>): boolean {
  const [inView, setInView] = useState(true)
  useEffect(() => {
    const element = ref.current
    if (element === null || typeof IntersectionObserver === 'undefined') return undefined
    const watch = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting ?? true))
    watch.observe(element)
    return () => watch.disconnect()
  }, [ref])
  return inView
}
