import { X } from 'lucide-react'
import { Suspense, useEffect, type ReactNode } from 'react'
import { select, useView } from '../store/view-store'
import { EmptyState } from '../ui/empty-state'
import { ErrorBoundary } from '../ui/error-boundary'
import { IconButton } from '../ui/icon-button'
import styles from './app.module.css'
import { useStale } from './use-stale'
import { Inspector } from './views'

/** The selected thing, beside the view. */
export function InspectorPane(): ReactNode {
  const stale = useStale()
  return (
    <aside id="inspector" className={styles.inspector} aria-label="Inspector" tabIndex={-1}>
      <div className={styles.inspected} data-stale={stale}>
        <ErrorBoundary what="The inspector">
          <Suspense fallback={<EmptyState title="Opening the inspector…" />}><Inspector /></Suspense>
        </ErrorBoundary>
      </div>
    </aside>
  )
}

/** On narrow windows: over the view, while something is selected. */
export function InspectorDrawer(): ReactNode {
  const selection = useView((view) => view.selection)
  useEffect(() => {
    if (selection === undefined) return
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('[role=dialog], [role=menu]') === null) select(undefined)
    }
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [selection])
  if (selection === undefined) return undefined
  return (
    <div className={styles.drawer}>
      <IconButton className={styles.drawerClose} label="Close the inspector" icon={<X />} onClick={() => select(undefined)} />
      <InspectorPane />
    </div>
  )
}
