import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where this system keeps the data of programs: settings of the web host lie there unless the person says otherwise. */
export function usualDataFolder(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  switch (platform) {
    case 'win32':
      return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Sluice')
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Sluice')
    default:
      return join(environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'sluice')
  }
}
