import { useLayoutEffect } from 'react'
import { useReducedMotion, useTheme } from '../store/appearance'
import { useSettings } from '../store/settings-store'

/** Puts theme, motion and presenter mode on the root element, where tokens.css reads them. */
export function useAppearance(): void {
  const theme = useTheme()
  const reduced = useReducedMotion()
  const presenter = useSettings((store) => store.settings.presenter)
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    dataset['theme'] = theme
    dataset['motion'] = reduced ? 'reduced' : 'full'
    dataset['presenter'] = String(presenter)
  }, [theme, reduced, presenter])
}
