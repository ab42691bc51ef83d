import type { Session } from 'electron'
import { isOwnPage } from './own-page'

/** Writing text to the clipboard on a click is all that the page may ask for: its copy buttons (TRUST E5). */
const ALLOWED = 'clipboard-sanitized-write'

export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) => decide(permission === ALLOWED && isOwnPage(contents.getURL())))
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === ALLOWED && isOwnPage(origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}))
}
