import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { LayoutGrid, ListTree, PencilLine, Workflow, type LucideIcon } from 'lucide-react'
import type { View } from '../store/view-store'

export interface ViewDefinition {
  id: View
  title: string
  icon: LucideIcon
  keys: string
  Component: LazyExoticComponent<ComponentType>
}

/** Each view is a chunk of its own, so that the first one is on the screen before the others are read. */
export const VIEWS: readonly ViewDefinition[] = [
  { id: 'flow', title: 'Flow', icon: Workflow, keys: 'g f', Component: lazy(async () => ({ default: (await import('../features/flow')).FlowView })) },
  { id: 'entries', title: 'Entries', icon: ListTree, keys: 'g e', Component: lazy(async () => ({ default: (await import('../features/entries')).EntriesView })) },
  { id: 'pending', title: 'Pending', icon: LayoutGrid, keys: 'g p', Component: lazy(async () => ({ default: (await import('../features/pending')).PendingView })) },
  { id: 'publish', title: 'Publish', icon: PencilLine, keys: 'g u', Component: lazy(async () => ({ default: (await import('../features/publish')).PublishView })) }
]

export const Inspector = lazy(async () => ({ default: (await import('../features/inspector')).Inspector }))
