import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { FlaskConical, Scale, LayoutGrid, ListTree, MailX, PencilLine, Workflow, type LucideIcon } from 'lucide-react'
import type { View } from '../store/view-store'

export interface ViewDefinition {
  id: View
  title: string
  icon: LucideIcon
  keys: string
  Component: LazyExoticComponent<ComponentType>
}

const readFlow = () => import('../features/flow')
const readEntries = () => import('../features/entries')
const readPending = () => import('../features/pending')
const readPublish = () => import('../features/publish')
const readLabs = () => import('../features/labs')
const readDeadLetters = () => import('../features/dead-letters')
const readComparisons = () => import('../features/comparisons')
const readInspector = () => import('../features/inspector')

/** Each view is a chunk of its own, so that the first one is on the screen before the others are read. */
export const VIEWS: readonly ViewDefinition[] = [
  { id: 'flow', title: 'Flow', icon: Workflow, keys: 'g f', Component: lazy(async () => ({ default: (await readFlow()).FlowView })) },
  { id: 'entries', title: 'Entries', icon: ListTree, keys: 'g e', Component: lazy(async () => ({ default: (await readEntries()).EntriesView })) },
  { id: 'pending', title: 'Pending', icon: LayoutGrid, keys: 'g p', Component: lazy(async () => ({ default: (await readPending()).PendingView })) },
  { id: 'publish', title: 'Publish', icon: PencilLine, keys: 'g u', Component: lazy(async () => ({ default: (await readPublish()).PublishView })) },
  { id: 'labs', title: 'Labs', icon: FlaskConical, keys: 'g l', Component: lazy(async () => ({ default: (await readLabs()).LabsView })) },
  { id: 'dead-letters', title: 'Dead letters', icon: MailX, keys: 'g x', Component: lazy(async () => ({ default: (await readDeadLetters()).DeadLettersView })) },
  { id: 'compare', title: 'Compare', icon: Scale, keys: 'g m', Component: lazy(async () => ({ default: (await readComparisons()).CompareView })) }
]

export const Inspector = lazy(async () => ({ default: (await readInspector()).Inspector }))

/** Starts reading the first view's chunk, which is needed as soon as a server is there. */
export function readFirstView(): void {
  // Not readable now: drawing it will try again, and say what is wrong.
  readFlow().catch(() => undefined)
}

/** Reads the other views' chunks once the page has nothing better to do, so that the first click on one opens it at once. */
export function readViewsWhenIdle(): void {
  window.requestIdleCallback(() => {
    for (const read of [readEntries, readPending, readInspector, readPublish, readLabs, readDeadLetters, readComparisons]) {
      // Not readable now: the click will try again, and say what is wrong.
      read().catch(() => undefined)
    }
  }, { timeout: 5000 })
}
