import type { LagCourse, ScaleOutAdvice } from '@shared/model/suggest-scale-out'
import { formatCount } from '../../lib/format-count'

export interface AdviceWords {
  title: string
  text: string
}

/** How the lag went: `lag 420 → 900 in 30 s`. */
export function formatCourse({ from, to, overMs }: LagCourse): string {
  return `lag ${formatCount(from)} → ${formatCount(to)} in ${Math.round(overMs / 1000)} s`
}

/** An advice in words. Undefined when there is nothing to say. */
export function describeAdvice(advice: ScaleOutAdvice): AdviceWords | undefined {
  switch (advice.kind) {
    case 'add':
      return { title: 'Add a consumer', text: `${formatCourse(advice.course)}, with ${formatCount(advice.consumers)} at work.` }
    case 'other-cure':
      return { title: 'It falls behind', text: `${formatCourse(advice.course)}. ${advice.consumer} ${advice.why}.` }
    case 'at-max':
      return { title: 'It falls behind', text: `${formatCourse(advice.course)}, and it has the ${formatCount(advice.max)} consumers that its policy allows. Make their work shorter, or raise the maximum.` }
    case 'none':
    case 'unknown':
      return undefined
  }
}
