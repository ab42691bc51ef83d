import { Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTheme } from '../../store/appearance'
import { useHost } from '../../store/host'
import { changeSettings } from '../../store/settings-store'
import { IconButton } from '../../ui/icon-button'

/** Turns to the other theme. */
export function ThemeButton(): ReactNode {
  const host = useHost()
  const theme = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return <IconButton label={`Turn to the ${other} theme`} icon={theme === 'dark' ? <Sun /> : <Moon />} onClick={() => void changeSettings(host, { theme: other })} />
}
