import { useState } from 'react'
import { DEPTHS_KEPT, toDepthSample, type DepthSample } from './depth-course'
import type { LettersReading } from './read-letters'

/** One sample of each reading since the caller was mounted, oldest first. */
export function useDepthCourse({ reading, readAt }: { reading: LettersReading | undefined; readAt: number }): readonly DepthSample[] {
  const [state, setState] = useState<{ reading: LettersReading | undefined; course: readonly DepthSample[] }>({ reading: undefined, course: [] })
  if (reading === undefined || reading === state.reading) return state.course
  const course = [...state.course.slice(1 - DEPTHS_KEPT), toDepthSample(reading, readAt)]
  setState({ reading, course })
  return course
}
