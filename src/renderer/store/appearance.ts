import { useMediaQuery } from '../lib/use-media-query'
import { useSettings } from './settings-store'
import { useView } from './view-store'

/** The theme in force. Follows the system live while the setting says so. */
export function useTheme(): 'dark' | 'light' {
  const chosen = useSettings((store) => store.settings.theme)
  const systemLight = useMediaQuery('(prefers-color-scheme: light)')
  return chosen === 'system' ? (systemLight ? 'light' : 'dark') : chosen
}

/** True when nothing may fly or slide: the same facts, in steps. Follows the system live while the setting says so. */
export function useReducedMotion(): boolean {
  const chosen = useSettings((store) => store.settings.motion)
  const systemReduced = useMediaQuery('(prefers-reduced-motion: reduce)')
  return chosen === 'system' ? systemReduced : chosen === 'reduced'
}

/** True when what moves by itself must stand: the pause button (WCAG 2.2.2), apart from reduced motion. */
export function useMotionPaused(): boolean {
  return useView((view) => view.motionPaused)
}
