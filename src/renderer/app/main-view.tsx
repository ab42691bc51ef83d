import { Suspense, type ReactNode } from 'react'
import { openSandbox } from '../features/connections'
import { useCurrentConnection } from '../store/current'
import { useHost } from '../store/host'
import { setView, useView } from '../store/view-store'
import { useWorkbenchStore } from '../store/workbench-store'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorBoundary } from '../ui/error-boundary'
import styles from './app.module.css'
import { AppBanners } from './app-banners'
import { useStale } from './use-stale'
import { VIEWS } from './views'

function NoConnection(): ReactNode {
  const host = useHost()
  const feed = useWorkbenchStore((store) => store.feed.kind)
  const seen = useWorkbenchStore((store) => store.workbench.seq > 0)
  if (feed !== 'live' || !seen) return <EmptyState title="Connecting to Sluice…" />
  const actions = <><Button variant="primary" onClick={() => setView({ dialog: 'connect' })}>Connect to a server…</Button><Button onClick={() => openSandbox(host)}>Open a sandbox</Button></>
  return <EmptyState title="No server is connected" action={actions}>The streams of a Redis or Valkey server would be here, or those of a sandbox: a private server that goes when Sluice goes.</EmptyState>
}

/** The view looked at, under what must be known first. */
export function MainView(): ReactNode {
  const current = useView((view) => view.view)
  const connection = useCurrentConnection()
  const stale = useStale()
  const view = VIEWS.find(({ id }) => id === current)
  if (view === undefined) return undefined
  return (
    <main id="main" className={styles.main} aria-label={view.title} tabIndex={-1}>
      <AppBanners />
      <div className={styles.view} data-stale={stale}>
        {connection === undefined ? <NoConnection /> : (
          <ErrorBoundary key={view.id} what={view.title}>
            <Suspense fallback={<EmptyState title={`Opening ${view.title}…`} />}><view.Component /></Suspense>
          </ErrorBoundary>
        )}
      </div>
    </main>
  )
}
