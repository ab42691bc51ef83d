import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import { useMotionPaused, useReducedMotion } from '../../../store/appearance'
import { countSources } from '../seen-sources'
import { AnchorContext, createAnchors } from './anchors'
import { createMotion, type Motion } from './create-motion'
import { canDrawMotion } from './flow-canvas'
import { useMotionDetail, type MotionMode } from './motion-detail'
import styles from './motion.module.css'
import { RateBands } from './rate-bands'

function usePageVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

function useMotionMode(still: boolean): MotionMode {
  const paused = useMotionPaused()
  const reduced = useReducedMotion()
  const visible = usePageVisible()
  if (!canDrawMotion()) return 'not-available'
  if (reduced) return 'reduced'
  if (paused) return 'paused'
  return still || !visible ? 'still' : 'moving'
}

export interface MotionLayerProps {
  stream: StreamRef
  /** What is drawn is not live, or there is nothing to move over. */
  still: boolean
  children: ReactNode
}

/** Scrolls the drawing, and lets marks fly over it from events. Without motion the same information stands in the drawing. */
export function MotionLayer({ stream, still, children }: MotionLayerProps): ReactNode {
  const anchors = useMemo(() => createAnchors(), [])
  const frame = useRef<HTMLDivElement>(null)
  const motion = useRef<Motion>(undefined)
  const mode = useMotionMode(still)

  useEffect(countSources, [])
  useEffect(() => {
    useMotionDetail.setState({ mode })
    const element = frame.current
    if (mode !== 'moving' || element === null) return
    const created = createMotion({ stream, anchors, frame: element })
    motion.current = created
    return () => {
      motion.current = undefined
      created.dispose()
    }
  }, [mode, stream, anchors])

  return (
    <AnchorContext.Provider value={anchors}>
      <div className={styles.scroll} onScroll={() => motion.current?.moved()}>{children}</div>
      <div ref={frame} className={styles.frame} aria-hidden />
      <RateBands />
    </AnchorContext.Provider>
  )
}
