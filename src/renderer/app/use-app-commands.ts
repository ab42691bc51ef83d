import { useMemo } from 'react'
import { useHost } from '../store/host'
import { changeSettings, useSettings } from '../store/settings-store'
import { select, setView, useView } from '../store/view-store'
import { useCommands, type AppCommand } from '../store/command-registry'
import { showDockTab, toggleDock, toggleInspector } from './layout-store'
import { VIEWS } from './views'

const PLACES: readonly AppCommand[] = [
  ...VIEWS.map((view): AppCommand => ({ id: `view.${view.id}`, title: `Go to ${view.title}`, section: 'Views', keys: view.keys, run: () => setView({ view: view.id }) })),
  { id: 'app.palette', title: 'Search commands', section: 'Sluice', keys: '$mod+k', run: () => setView({ dialog: 'palette' }) },
  { id: 'app.settings', title: 'Settings…', section: 'Sluice', keys: '$mod+,', run: () => setView({ dialog: 'settings' }) },
  { id: 'app.kafka', title: 'Kafka and Redis Streams', section: 'Sluice', run: () => setView({ dialog: 'kafka' }) },
  { id: 'app.shortcuts', title: 'Keyboard shortcuts', section: 'Sluice', keys: 'Shift+?', run: () => setView({ dialog: 'shortcuts' }) },
  { id: 'layout.inspector', title: 'Show or hide the inspector', section: 'Layout', keys: 'i', run: toggleInspector },
  { id: 'layout.dock', title: 'Show or hide the dock', section: 'Layout', keys: 'd', run: toggleDock },
  { id: 'dock.timeline', title: 'Dock: timeline', section: 'Layout', keys: 'g t', run: () => showDockTab('timeline') },
  { id: 'dock.commands', title: 'Dock: commands that Sluice sent', section: 'Layout', keys: 'g c', run: () => showDockTab('commands') },
  { id: 'dock.notices', title: 'Dock: notices', section: 'Layout', keys: 'g n', run: () => showDockTab('notices') },
  { id: 'selection.clear', title: 'Select nothing', section: 'Layout', run: () => select(undefined), unavailable: () => (useView.getState().selection === undefined ? 'Nothing is selected.' : undefined) },
  { id: 'motion.pause', title: 'Pause motion, or let it go on', section: 'Sluice', keys: 'm', run: () => setView({ motionPaused: !useView.getState().motionPaused }) }
]

/** Offers what the app itself can do: places, parts of the window, looks. */
export function useAppCommands(): void {
  const host = useHost()
  const commands = useMemo((): readonly AppCommand[] => [
    ...PLACES,
    { id: 'settings.presenter', title: 'Presenter mode on or off', section: 'Sluice', run: () => void changeSettings(host, { presenter: !useSettings.getState().settings.presenter }) },
    { id: 'settings.dark', title: 'Dark theme', section: 'Sluice', run: () => void changeSettings(host, { theme: 'dark' }) },
    { id: 'settings.light', title: 'Light theme', section: 'Sluice', run: () => void changeSettings(host, { theme: 'light' }) }
  ], [host])
  useCommands(commands)
}
