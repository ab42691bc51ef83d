import { Pause, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { setView, useView } from '../../store/view-store'
import { Button } from '../../ui/button'

/** Stops what moves by itself; numbers go on (WCAG 2.2.2). */
export function MotionButton(): ReactNode {
  const paused = useView((view) => view.motionPaused)
  return (
    <Button aria-pressed={paused} aria-label={paused ? 'Motion is paused: let it go on' : 'Pause motion'} icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />} hint={paused ? 'Let motion go on' : 'Pause motion; numbers go on'} onClick={() => setView({ motionPaused: !paused })}>
      motion
    </Button>
  )
}
