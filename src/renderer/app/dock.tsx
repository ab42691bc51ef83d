import type { ReactNode } from 'react'
import { CommandLog } from '../features/command-log'
import { NoticeList, Timeline, TransportControls } from '../features/timeline'
import { useWorkbench } from '../store/workbench-store'
import { Badge } from '../ui/badge'
import { ErrorBoundary } from '../ui/error-boundary'
import { Tabs } from '../ui/tabs'
import styles from './app.module.css'
import { showDockTab, useLayout } from './layout-store'

/** What happened, over time: drawn, as commands, and in words. */
export function Dock(): ReactNode {
  const tab = useLayout((layout) => layout.dockTab)
  const open = useLayout((layout) => layout.dockOpen)
  const notices = useWorkbench((state) => state.notices.length)
  const guarded = (what: string, content: ReactNode): ReactNode => (open ? <ErrorBoundary key={what} what={what}>{content}</ErrorBoundary> : undefined)
  return (
    <section id="dock" className={styles.dock} aria-label="Dock" tabIndex={-1}>
      <Tabs
        label="Dock"
        value={tab}
        onChange={showDockTab}
        actions={<TransportControls />}
        tabs={[
          { value: 'timeline', label: 'Timeline', content: guarded('The timeline', <Timeline />) },
          { value: 'commands', label: 'Commands', content: guarded('The command log', <CommandLog />) },
          { value: 'notices', label: <>Notices {notices > 0 && <Badge>{notices}</Badge>}</>, content: guarded('Notices', <NoticeList />) }
        ]}
      />
    </section>
  )
}
