import { create } from 'zustand'

export type DockTab = 'timeline' | 'commands' | 'notices'

interface LayoutStore {
  inspectorOpen: boolean
  dockOpen: boolean
  dockTab: DockTab
}

/** Which side parts are open. Lasts as long as the page. */
export const useLayout = create<LayoutStore>(() => ({ inspectorOpen: true, dockOpen: true, dockTab: 'timeline' }))

export const toggleInspector = (): void => useLayout.setState(({ inspectorOpen }) => ({ inspectorOpen: !inspectorOpen }))
export const toggleDock = (): void => useLayout.setState(({ dockOpen }) => ({ dockOpen: !dockOpen }))
export const showDockTab = (dockTab: DockTab): void => useLayout.setState({ dockTab, dockOpen: true })
