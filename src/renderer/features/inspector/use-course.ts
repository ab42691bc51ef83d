import { useState } from 'react'
import { SAMPLE_LIMIT } from '@shared/model/stream-state'

const EVERY_MS = 1000

/**
 * Keeps what was true at each second since the caller was mounted, for things of which the model keeps no samples.
 * Mount the caller anew for another subject.
 */
export function useCourse<T extends { at: number }>(now: T | undefined): readonly T[] {
  const [course, setCourse] = useState<readonly T[]>([])
  const last = course.at(-1)
  if (now === undefined || (last !== undefined && now.at - last.at < EVERY_MS)) return course
  const next = [...course.slice(1 - SAMPLE_LIMIT), now]
  setCourse(next)
  return next
}
