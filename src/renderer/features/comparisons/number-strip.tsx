import { useEffect, useRef, type ReactNode } from 'react'
import { useSettings } from '../../store/settings-store'
import styles from './comparisons.module.css'

/** Colour tokens of the signs: received, missed, waiting, unknown, refused. */
const COLOURS: Readonly<Record<string, string>> = { r: '--ok', m: '--bad', w: '--pend', u: '--old', x: '--ghost' }
/** A missed number is a short mark below, so that the gap is seen without colour. */
const HEIGHTS: Readonly<Record<string, number>> = { r: 1, m: 0.25, w: 0.6, u: 0.6, x: 0.25 }
const CELL = 5
const HEIGHT = 34

/** The newest numbers, one bar each, the newest at the right. */
export function NumberStrip({ label, strip, length }: { label: string; strip: string; length: number }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useSettings((store) => store.settings.theme)
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (element === null || context === null || context === undefined) return
    const look = getComputedStyle(element)
    context.clearRect(0, 0, element.width, element.height)
    const first = length - strip.length
    Array.from(strip, (sign, index) => {
      const height = HEIGHT * (HEIGHTS[sign] ?? 1)
      context.fillStyle = look.getPropertyValue(COLOURS[sign] ?? '--ghost')
      context.fillRect((first + index) * CELL, HEIGHT - height, CELL - 1, height)
    })
  }, [strip, length, theme])
  return <canvas ref={canvas} className={styles.numbers} width={length * CELL} height={HEIGHT} role="img" aria-label={label} />
}
