import { createContext, useCallback, useContext } from 'react'

/** A place that entries move from or to. Names may hold anything, so a key is never glued together by hand. */
export type AnchorKey = string

export function anchorKey(kind: 'producer' | 'tape' | 'cursor' | 'pel' | 'consumers' | 'consumer' | 'outcome', ...names: readonly string[]): AnchorKey {
  return JSON.stringify([kind, ...names])
}

export interface Point {
  x: number
  y: number
}

/** The elements that stand for places, and where they are. */
export interface Anchors {
  register(key: AnchorKey, element: Element): () => void
  /** Centres of the anchors that are in sight, relative to the frame's top left corner, in CSS pixels. */
  measure(frame: DOMRect): ReadonlyMap<AnchorKey, Point>
}

export function createAnchors(): Anchors {
  const elements = new Map<AnchorKey, Element>()
  return {
    register(key, element) {
      elements.set(key, element)
      return () => {
        if (elements.get(key) === element) elements.delete(key)
      }
    },
    measure(frame) {
      const points = new Map<AnchorKey, Point>()
      for (const [key, element] of elements) {
        const box = element.getBoundingClientRect()
        const inSight = box.bottom > frame.top && box.top < frame.bottom && box.right > frame.left && box.left < frame.right
        if (inSight) points.set(key, { x: box.left + box.width / 2 - frame.left, y: box.top + box.height / 2 - frame.top })
      }
      return points
    }
  }
}

export const AnchorContext = createContext<Anchors | undefined>(undefined)

/** A ref for the element that stands for this place. Does nothing outside of a drawing with motion. */
export function useAnchor(kind: Parameters<typeof anchorKey>[0], ...names: readonly string[]): (element: Element | null) => (() => void) | undefined {
  const anchors = useContext(AnchorContext)
  const key = anchorKey(kind, ...names)
  return useCallback((element: Element | null) => (element === null ? undefined : anchors?.register(key, element)), [anchors, key])
}
