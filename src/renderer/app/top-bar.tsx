import { PanelBottom, PanelRight, Search, Settings } from 'lucide-react'
import type { ReactNode } from 'react'
import { AlertBell } from '../features/alerts'
import { ConnectionChip, LabMenu } from '../features/connections'
import { MotionButton, ObserverCostText, ThemeButton } from '../features/status'
import { StreamPicker } from '../features/stream-picker'
import { formatKeys } from '../lib/format-keys'
import { setView } from '../store/view-store'
import { IconButton } from '../ui/icon-button'
import { toggleDock, toggleInspector, useLayout } from './layout-store'
import styles from './top-bar.module.css'

function Logo(): ReactNode {
  return (
    <div className={styles.logo}>
      <svg aria-hidden width="20" height="20" viewBox="0 0 20 20"><path d="M2 6c3-3 5 3 8 0s5 3 8 0M2 10.5c3-3 5 3 8 0s5 3 8 0M2 15c3-3 5 3 8 0s5 3 8 0" /></svg>
      <h1>Sluice</h1>
    </div>
  )
}

/** Where one is, what may be written, and what can be done from anywhere. */
export function TopBar(): ReactNode {
  const { inspectorOpen, dockOpen } = useLayout()
  return (
    <header className={styles.top}>
      <Logo />
      <ConnectionChip />
      <StreamPicker />
      <LabMenu />
      <button type="button" className={styles.find} aria-label="Search or run a command" onClick={() => setView({ dialog: 'palette' })}>
        <Search aria-hidden size={13} /><span>Search or run a command</span><kbd>{formatKeys('$mod+k')}</kbd>
      </button>
      <ObserverCostText />
      <AlertBell />
      <MotionButton />
      <ThemeButton />
      <IconButton label={inspectorOpen ? 'Hide the inspector' : 'Show the inspector'} aria-pressed={inspectorOpen} icon={<PanelRight />} onClick={toggleInspector} />
      <IconButton label={dockOpen ? 'Hide the dock' : 'Show the dock'} aria-pressed={dockOpen} icon={<PanelBottom />} onClick={toggleDock} />
      <IconButton label="Settings" icon={<Settings />} onClick={() => setView({ dialog: 'settings' })} />
    </header>
  )
}
