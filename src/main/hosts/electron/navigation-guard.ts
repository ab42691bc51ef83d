import { app, type WebContents } from 'electron'
import { APP_ORIGIN } from '@shared/contract/host-api'

/** Whether a URL is a page of ours. Parsed, never compared as text: `app://sluice.evil/` begins like us. */
export function isOwnPage(url: string): boolean {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}` === APP_ORIGIN
  } catch {
    // Not a URL, so not ours.
    return false
  }
}

/** Keeps every window on our own page: no navigation, no new window, no webview (TRUST E11–E14). */
export function guardNavigation(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents))
}

function guard(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isOwnPage(url)) event.preventDefault()
  }
  contents.on('will-navigate', (event) => stay(event, event.url))
  contents.on('will-frame-navigate', (event) => stay(event, event.url))
  contents.on('will-redirect', (event) => stay(event, event.url))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
