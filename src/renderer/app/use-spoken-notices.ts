import { useEffect, useRef } from 'react'
import { useWorkbench } from '../store/workbench-store'
import { announce } from '../ui/live-region'

/** Says new warnings and errors to screen readers; the live region keeps it to a sentence now and then. */
export function useSpokenNotices(): void {
  const newest = useWorkbench((state) => state.notices.at(-1))
  const said = useRef(newest?.seq)
  useEffect(() => {
    if (newest === undefined || newest.seq === said.current) return
    said.current = newest.seq
    if (newest.level !== 'info') announce(newest.next === undefined ? newest.text : `${newest.text} ${newest.next}`)
  }, [newest])
}
