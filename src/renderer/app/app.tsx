import { lazy, Suspense, type ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { CommandPalette } from '../features/command-palette'
import { ConnectionDialogs, useConnectionCommands } from '../features/connections'
import { FaultDialogs, useFaultDialog } from '../features/faults'
import { LinkDialogs, useWorkerCommands } from '../features/worker-actions'
import { SettingsDialog } from '../features/settings'
import { useMediaQuery } from '../lib/use-media-query'
import { dismissToast, useToasts } from '../store/notify'
import { useView } from '../store/view-store'
import { LiveRegion } from '../ui/live-region'
import { ToastRegion } from '../ui/toast-region'
import { TooltipLayer } from '../ui/tooltip'
import styles from './app.module.css'
import { Dock } from './dock'
import { InspectorDrawer, InspectorPane } from './inspector-pane'
import { useLayout } from './layout-store'
import { MainView } from './main-view'
import { Rail } from './rail'
import { ShortcutsDialog } from './shortcuts-dialog'
import { TopBar } from './top-bar'
import { useAppCommands } from './use-app-commands'
import { useAppearance } from './use-appearance'
import { useHotkeys } from './use-hotkeys'
import { useSpokenNotices } from './use-spoken-notices'

/** Few ask for it: a chunk of its own. */
const KafkaDialog = lazy(async () => ({ default: (await import('../features/kafka')).KafkaDialog }))
const RescueIdleDialog = lazy(async () => ({ default: (await import('../features/pending')).RescueIdleDialog }))

/** Below this a view and the inspector do not fit beside each other. */
const NARROW = '(max-width: 1179px)'

function Columns(): ReactNode {
  const inspectorOpen = useLayout((layout) => layout.inspectorOpen)
  const narrow = useMediaQuery(NARROW)
  if (narrow) return <div className={styles.narrow}><MainView />{inspectorOpen && <InspectorDrawer />}</div>
  return (
    <Group orientation="horizontal" id="columns">
      <Panel id="view" minSize={480}><MainView /></Panel>
      {inspectorOpen && <>
        <Separator className={styles.separator} aria-label="Width of the inspector" />
        <Panel id="inspector-panel" defaultSize={316} minSize={240} maxSize={640} groupResizeBehavior="preserve-pixel-size"><InspectorPane /></Panel>
      </>}
    </Group>
  )
}

function Work(): ReactNode {
  const dockOpen = useLayout((layout) => layout.dockOpen)
  if (!dockOpen) return <div className={styles.work}><div className={styles.grow}><Columns /></div><Dock /></div>
  return (
    <Group orientation="vertical" id="rows" className={styles.work}>
      <Panel id="columns-panel" minSize={200}><Columns /></Panel>
      <Separator className={styles.separator} aria-label="Height of the dock" />
      <Panel id="dock-panel" defaultSize={190} minSize={96} groupResizeBehavior="preserve-pixel-size"><Dock /></Panel>
    </Group>
  )
}

function Overlays(): ReactNode {
  const dialog = useView((view) => view.dialog)
  const rescuing = useFaultDialog((store) => store.dialog?.kind === 'rescue-idle')
  const toasts = useToasts((store) => store.toasts)
  return (
    <>
      <ConnectionDialogs />
      <LinkDialogs />
      <FaultDialogs />
      {rescuing && <Suspense fallback={undefined}><RescueIdleDialog /></Suspense>}
      {dialog === 'settings' && <SettingsDialog />}
      {dialog === 'palette' && <CommandPalette />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      {dialog === 'kafka' && <Suspense fallback={undefined}><KafkaDialog /></Suspense>}
      <ToastRegion toasts={toasts} onDismiss={dismissToast} />
      <LiveRegion />
      <TooltipLayer />
    </>
  )
}

/** The whole window. */
export function App(): ReactNode {
  useAppearance()
  useAppCommands()
  useConnectionCommands()
  useWorkerCommands()
  useHotkeys()
  useSpokenNotices()
  return (
    <div className={styles.app}>
      <div className={styles.skip}><a href="#main">To the view</a><a href="#inspector">To the inspector</a><a href="#dock">To the dock</a></div>
      <TopBar />
      <Rail />
      <Work />
      <Overlays />
    </div>
  )
}
